using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET</c> and <c>POST /pin</c>: set the PIN at the feeder, or enter it.</summary>
internal static class PinPage
{
    public static IResult Show(Feeder feeder, Words words, bool wasWrong = false)
    {
        var key = LocalPin.IsSet(feeder) ? "pin-enter" : "pin-set";
        return Frame.Page(words, words["pin"], "/pin", Html.Of($"""
            <h1>{words[key]}</h1><p>{words[key + "-hint"]}</p>
            <form class="card" method="post" action="/pin">{Frame.Field("pin", words["pin"], Frame.Input("pin", "password", null, "required minlength=\"6\" maxlength=\"32\" autocomplete=\"current-password\""), wasWrong ? words[key + "-wrong"] : null)}<button>{words["go-on"]}</button></form>
            """), status: wasWrong ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    public static IResult Take(Feeder feeder, LocalPin pin, Words words, HttpContext context, string entered)
    {
        if (!LocalPin.IsSet(feeder) && !pin.TrySet(feeder, entered)) return Show(feeder, words, wasWrong: true);
        if (pin.Enter(feeder, entered) is not { } token) return Show(feeder, words, wasWrong: true);
        context.Response.Cookies.Append(LocalAccess.CookieName, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromDays(30), Path = "/" });
        return Results.Redirect("/");
    }
}

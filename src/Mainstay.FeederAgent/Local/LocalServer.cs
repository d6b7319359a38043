using System.Globalization;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Wifi;

namespace Mainstay.FeederAgent.Local;

/// <summary>The feeder's own page and interface. Everything goes on without it.</summary>
internal static class LocalServer
{
    private const string LanguageCookie = "feeder-language";

    public static WebApplication Build(WebApplicationBuilder builder, Agent agent, AgentSettings settings, SimulatedMachine? simulated, LocalPin pin, WifiDesk wifi)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            (kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MaxConcurrentConnections) = (PlanLimits.Bytes, 50);
        });
        var app = builder.Build();
        var access = new LocalAccess(agent, settings, pin);
        app.Use((context, next) => access.InvokeAsync(context, _ => next(context)));
        app.Use(Secure);
        var routes = new Routes(agent, settings, pin, wifi);
        routes.MapInterface(app, simulated);
        routes.MapPages(app);
        return app;
    }

    private static Task Secure(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(context);
    }

    /// <summary>Which path is answered by whom. While a simulated power cut lasts, nobody answers.</summary>
    private sealed class Routes(Agent agent, AgentSettings settings, LocalPin pin, WifiDesk wifi)
    {
        public void MapInterface(WebApplication app, SimulatedMachine? simulated)
        {
            Get(app, "/state", (feeder, _) => Results.Json(StateDocument.Of(feeder, settings, agent.Links, simulated), LocalJson.Default.StateDocument));
            Get(app, "/ledger", (feeder, context) => LedgerEndpoint.Answer(feeder, context.Request));
            Get(app, "/schedule", (feeder, _) => ScheduleEndpoint.Read(feeder));
            app.MapPut("/schedule", Answer((feeder, context) => ScheduleEndpoint.WriteAsync(feeder, context.Request)));
            app.MapPost("/feed", Answer((feeder, context) => context.Request.HasFormContentType ? FeedFormAsync(feeder, context) : FeedEndpoint.AnswerAsync(feeder, context.Request)));
            app.MapPost("/time", Answer((feeder, context) => TimeEndpoint.AnswerAsync(feeder, context.Request)));
            if (simulated is not null) app.MapPost("/simulate", async (HttpContext context) => await (await SimulateEndpoint.AnswerAsync(agent, simulated, context.Request)).ExecuteAsync(context));
        }

        public void MapPages(WebApplication app)
        {
            Get(app, "/", (feeder, context) => HomePage.Show(feeder, settings, WordsOf(context), context.Request.Query["said"]));
            Get(app, "/meals", (feeder, context) => MealsPage.Show(feeder, settings, WordsOf(context)));
            Get(app, "/plan", (feeder, context) => PlanPage.Show(feeder, WordsOf(context)));
            Get(app, "/settings", (feeder, context) => SettingsPage.Show(feeder, settings, agent.Links, WordsOf(context)));
            Get(app, "/pin", (feeder, context) => PinPage.Show(feeder, WordsOf(context)));
            app.MapGet("/wifi", Answer((feeder, context) => WifiPage.ShowAsync(feeder, wifi, WordsOf(context), context)));
            app.MapPost("/wifi", Answer((feeder, context) => WifiPage.JoinAsync(feeder, wifi, WordsOf(context), context)));
            Form(app, "/plan", (feeder, context, form) => PlanPage.Save(feeder, WordsOf(context), form));
            Form(app, "/settings", (feeder, context, form) => SettingsPage.Save(feeder, settings, agent.Links, WordsOf(context), form));
            Form(app, "/pin", (feeder, context, form) => PinPage.Take(feeder, pin, WordsOf(context), context, form["pin"].ToString()));
            Form(app, "/resume", (feeder, _, _) => Resume(feeder));
            Form(app, "/clock", (feeder, _, form) => SetClock(feeder, form));
            Form(app, "/language", (_, context, form) => SetLanguage(context, form));
            app.MapGet("/feeder.css", (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Results.Content(Frame.Style, "text/css; charset=utf-8").ExecuteAsync(context);
            });
        }

        private void Get(WebApplication app, string path, Func<Feeder, HttpContext, IResult> answer) => app.MapGet(path, Answer((feeder, context) => Task.FromResult(answer(feeder, context))));

        private void Form(WebApplication app, string path, Func<Feeder, HttpContext, IFormCollection, IResult> answer) => app.MapPost(path, Answer(async (feeder, context) =>
            context.Request.HasFormContentType ? answer(feeder, context, await context.Request.ReadFormAsync(context.RequestAborted)) : LocalBody.Malformed()));

        private RequestDelegate Answer(Func<Feeder, HttpContext, Task<IResult>> answer) => async context =>
        {
            var result = agent.Feeder is { } feeder ? await answer(feeder, context) : Problem.NoPower();
            await result.ExecuteAsync(context);
        };

        private static async Task<IResult> FeedFormAsync(Feeder feeder, HttpContext context)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var id = form["commandId"].ToString();
            if (!int.TryParse(form["portions"], NumberStyles.None, CultureInfo.InvariantCulture, out var portions) || portions is < 1 or > PlanLimits.Portions || id.Length is 0 or > 64) return LocalBody.Malformed();
            return Results.Redirect("/?said=" + (FeedEndpoint.Feed(feeder, id, portions).State is CommandState.Failed ? "refused" : "fed"));
        }

        private static IResult Resume(Feeder feeder) => Results.Redirect("/?said=" + (Link.SchedulePause.End(feeder) ? "saved" : "stale"));

        private static IResult SetClock(Feeder feeder, IFormCollection form)
        {
            if (HomePage.ReadClock(feeder.Plan.Plan, form["date"], form["time"]) is not { } now) return Results.Redirect("/?said=clock-wrong");
            TimeEndpoint.Set(feeder, now);
            return Results.Redirect("/?said=saved");
        }

        private static IResult SetLanguage(HttpContext context, IFormCollection form)
        {
            if (Words.Find(form["language"]) is { } words) context.Response.Cookies.Append(LanguageCookie, words.Language, new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Path = "/" });
            var back = form["back"].ToString();
            return Results.Redirect(back is "/plan" or "/meals" or "/settings" or "/wifi" or "/pin" ? back : "/");
        }

        private static Words WordsOf(HttpContext context) => Words.Find(context.Request.Cookies[LanguageCookie]) ?? Words.Preferred(context.Request.Headers.AcceptLanguage.ToString());
    }
}

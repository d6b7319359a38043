using System.Collections.Frozen;
using Mainstay.Tests.Gallery.Pages;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

// dotnet run --project tests/Gallery -- --urls http://127.0.0.1:8300
// /gallery/home, /gallery/forms, /gallery/charts, /gallery/desk, /gallery/empty, /?visitor; add ?language=fr&appearance=dark to any.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddWeb(builder.Configuration);
builder.Services.AddSingleton(new WebKeys(new byte[WebKeys.RootBytes]));
builder.Services.AddSingleton(new AccountPages { CreateAccount = "/create-account" });
builder.Services.AddSingleton(new HomeSection(1, typeof(HomePart)));
builder.Services.AddSingleton(new WelcomePoint(1, IconName.Card, () => "Cashback", () => "Pay by card, see every purchase that counts, and get your share back in your account."));
builder.Services.AddSingleton(new NavigationItem(Sections.Money, "/gallery/home", 0) { Label = () => "My cashback" });
builder.Services.AddSingleton(new NavigationItem(Sections.Money, "/gallery/forms", 1) { Label = () => "Cards and IBAN" });
builder.Services.AddSingleton(new NavigationItem(Sections.Programme, "/gallery/desk", 0, Roles.Manager) { Label = () => "Intake" });
builder.Services.AddSingleton(new NavigationItem(Sections.Programme, "/gallery/empty", 1, Roles.Manager) { Label = () => "Payouts" });
builder.Services.AddSingleton(new NavigationItem(Sections.Administration, "/gallery/charts", 0, Roles.Manager));
var app = builder.Build();

var anna = new SignedIn("a1", "anna", "Anna Colombo", "", FrozenSet.Create(Roles.Member, Roles.Manager), "s1") { FromCookie = true };
app.Use((context, next) =>
{
    // Preferences by query, so that a screenshot needs no cookie.
    var cookies = new List<string>();
    if (context.Request.Query["language"] is [{ } language]) cookies.Add($"{Language.CookieName}={language}");
    if (context.Request.Query["appearance"] is [{ } appearance]) cookies.Add($"mainstay-appearance={appearance}");
    if (cookies.Count > 0) context.Request.Headers.Cookie = string.Join("; ", cookies);
    return next(context);
});
app.UseWeb(signIn => signIn.Use((context, next) =>
{
    if (!context.Request.Query.ContainsKey("visitor")) SignedIn.Set(context, anna);
    return next(context);
}));
app.MapWeb();
app.MapGet("/gallery/home", (HttpContext context) => Page.Of<CashbackSample>(context));
app.MapGet("/gallery/forms", (HttpContext context) => Page.Of<FormSample>(context));
app.MapGet("/gallery/charts", (HttpContext context) => Page.Of<ChartSample>(context));
app.MapGet("/gallery/desk", (HttpContext context) => Page.Of<DeskSample>(context, (nameof(DeskSample.Chosen), context.Request.Query["row"].ToString())));
app.MapGet("/gallery/empty", (HttpContext context) => Page.Of<EmptySample>(context));
app.MapGet("/gallery/crash", IResult (HttpContext _) => throw new InvalidOperationException("a crash to look at"));
app.MapGet("/gallery/live", (HttpContext context) => Live.Fragment<LiveSample>(
    context,
    () => (Environment.TickCount64, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(LiveSample.Count)] = Environment.TickCount64 / 1000 }),
    async (_, cancellation) =>
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await second.WaitForNextTickAsync(cancellation);
    }));
app.MapPost("/gallery/forms", (HttpContext context) => Page.SeeOther(context, "/gallery/home", Flash.Done("Card added at 14:05. Purchases with it count from tomorrow, 9 December, 00:00.")));
app.Run();

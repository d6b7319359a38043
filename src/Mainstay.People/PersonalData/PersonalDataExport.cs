using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.PersonalData;

/// <summary>
/// Everything that this server holds about a person, for the person: one JSON document, made anew each time and sent as it is made. Wants a fresh proof; once a minute, and for two
/// people at a time.
/// </summary>
internal sealed class PersonalDataExport(
    IEnumerable<IPersonalData> sections, FreshProof fresh, TimeProvider clock, [FromKeyedServices("real")] TimeProvider realClock) : IDisposable
{
    private const int AtOnce = 2;
    private const int RememberedAccounts = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
    private readonly BoundedTable<string, DateTimeOffset> _made = new(RememberedAccounts, StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>The document as an answer to download. Refused: proof-needed; export-too-soon and busy with when to come back.</summary>
    public Outcome<IResult> Of(SignedIn who)
    {
        if (!fresh.IsFresh(who)) return Trouble.ProofNeeded;
        if (Wait(who.AccountId) is { } wait && wait > TimeSpan.Zero) return new Trouble(StatusCodes.Status429TooManyRequests, "export-too-soon", [], wait);
        if (!_places.Wait(0)) return Trouble.Busy(TimeSpan.FromSeconds(5));
        _made.Put(who.AccountId, realClock.GetUtcNow(), keep: _ => false);
        return new Document(this, who);
    }

    public void Dispose() => _places.Dispose();

    private TimeSpan Wait(string accountId) => _made.TryGet(accountId, out var made) ? made + Every - realClock.GetUtcNow() : TimeSpan.Zero;

    private async Task WriteAsync(SignedIn who, HttpContext context)
    {
        var now = clock.GetUtcNow();
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"mainstay-{who.Handle}-{now:yyyy-MM-dd}.json\"");
        await using var json = new Utf8JsonWriter(context.Response.Body, Readable);
        json.WriteStartObject();
        json.WriteString("generatedAt", now);
        json.WriteString("about", Words.T["export.about"]);
        foreach (var section in sections)
        {
            json.WritePropertyName(section.Section);
            await section.WriteAsync(who.AccountId, json, context.RequestAborted);
            await json.FlushAsync(context.RequestAborted);
        }

        json.WriteEndObject();
    }

    /// <summary>Takes a place until it is sent.</summary>
    private sealed class Document(PersonalDataExport export, SignedIn who) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                Language.Of(httpContext).Use();
                await export.WriteAsync(who, httpContext);
            }
            finally
            {
                export._places.Release();
            }
        }
    }
}

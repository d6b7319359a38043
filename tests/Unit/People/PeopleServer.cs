using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mainstay.Entities;
using Mainstay.People;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using HostOptions = Mainstay.Entities.HostOptions;

namespace Mainstay.Tests.Unit.People;

/// <summary>The module behind a real socket on loopback, over stores in memory.</summary>
internal sealed class PeopleServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly EntityHost _host;
    private int _keys;

    private PeopleServer(TempFolder folder, WebApplication app)
    {
        (_folder, _app) = (folder, app);
        _host = app.Services.GetRequiredService<EntityHost>();
        _host.Start();
        app.Services.GetRequiredService<ViewRunner>().Start();
    }

    public ManualClock Clock { get; private init; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<PeopleServer> StartAsync(params string[] settings)
    {
        var folder = new TempFolder();
        var data = DataFolder.Open(Path.Combine(folder.Path, "data"));
        var clock = new ManualClock(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddGroundFloor(builder.Services, builder.Configuration, data, clock);
        builder.Services.AddPeople(builder.Configuration);
        var app = builder.Build();
        app.UseWeb(signIn => signIn.UsePeople());
        app.MapWeb();
        app.MapPeople();
        var server = new PeopleServer(folder, app) { Clock = clock };
        await app.StartAsync();
        server.Http = server.Browser();
        return server;
    }

    /// <summary>A client of its own, with its own cookies, that follows no redirects.</summary>
    public HttpClient Browser()
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CheckCertificateRevocationList = true }) { BaseAddress = new Uri(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)) };
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string? token = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", $"\"{key ?? $"key-{Interlocked.Increment(ref _keys)}"}\"");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Reply((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response.Headers.ToDictionary(h => h.Key, h => h.Value.First(), StringComparer.OrdinalIgnoreCase));
    }

    public Task<Reply> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token: token);

    public Task<Reply> PostAsync(string path, object body, string? token = null, string? key = null) => SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body), token, key);

    public Task<Reply> PutAsync(string path, object body, string? token = null) => SendAsync(HttpMethod.Put, path, JsonSerializer.Serialize(body), token);

    public Task<Reply> DeleteAsync(string path, string? token = null) => SendAsync(HttpMethod.Delete, path, token: token);

    /// <summary>An account and a token for it.</summary>
    public async Task<(string Token, Reply Account)> PersonAsync(string handle, string password = "vetro lampo blu")
    {
        var account = await PostAsync("/api/v1/accounts", new { handle, displayName = handle.ToUpperInvariant(), password, language = "it" });
        Assert.Equal(201, account.Status);
        return (await TokenAsync(handle, password), account);
    }

    public async Task<string> TokenAsync(string handle, string password = "vetro lampo blu")
    {
        var session = await PostAsync("/api/v1/sessions", new { handle, password });
        Assert.Equal(201, session.Status);
        return session.Text("token");
    }

    public async Task<string> AdministratorAsync(string handle = "admin")
    {
        await DemoAccounts.CreateAsync(Services, handle, "Administrator", "vetro lampo blu", ["administrator"], "en", TestContext.Current.CancellationToken);
        return await TokenAsync(handle);
    }

    /// <summary>Until the views show everything that was done.</summary>
    public async Task SettleAsync()
    {
        await Services.GetRequiredService<Mainstay.People.SignIn.Recorder>().WriteAsync(TimeSpan.Zero);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var view in Services.GetServices<View>())
        {
            Assert.Null(view.StoppedBecause);
            await view.CatchUpAsync(_host, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static void AddGroundFloor(IServiceCollection services, IConfiguration configuration, DataFolder data, ManualClock clock)
    {
        Directory.CreateDirectory(data.Secrets);
        services.AddSingleton(_ => data);
        services.AddSingleton<TimeProvider>(clock);
        services.AddKeyedSingleton<TimeProvider>("real", clock);
        services.AddSingleton<HostMetrics>().AddSingleton<MemoryCheckpointStore>();
        services.AddSingleton(_ => new KeyRing(":memory:", SecretKeyFile.OpenOrCreate(Path.Combine(data.Secrets, "master.key"))));
        services.AddSingleton(provider => new EntityHost(
            new HostStores(new MemoryJournalStore(), provider.GetRequiredService<MemoryCheckpointStore>()), provider.GetServices<EntityType>(), new HostOptions(), clock, clock,
            provider.GetRequiredService<KeyRing>().JsonOptions, provider.GetRequiredService<HostMetrics>()));
        services.AddSingleton(provider => new ViewRunner(provider.GetRequiredService<EntityHost>(), provider.GetServices<View>(), data.Views));
        services.AddSingleton(new WebKeys(new byte[WebKeys.RootBytes]));
        services.AddWeb(configuration);
    }

    /// <summary>What came back.</summary>
    internal sealed record Reply(int Status, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Code => Text("type").Replace("urn:mainstay:problem:", "", StringComparison.Ordinal);

        public string Text(string property) => (string)Body![property]!;

        public IReadOnlyList<string> Texts(string property) => [.. Body![property]!.AsArray().Select(item => (string)item!)];

        public JsonArray Items => Body!["items"]!.AsArray();
    }
}

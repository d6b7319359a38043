using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>A bank that is asked about cards over HTTP, and answers as told.</summary>
internal sealed class Issuer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stopped = new();
    private volatile Func<JsonNode, string?> _answer;

    /// <param name="answer">The JSON of the answer to a question; null: 503.</param>
    public Issuer(Func<JsonNode, string?> answer)
    {
        _answer = answer;
        Address = $"http://127.0.0.1:{FreePort.Next()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = Task.Run(AnswerAsync);
    }

    public string Address { get; }

    public SemaphoreSlim Asked { get; } = new(0);

    public void From(Func<JsonNode, string?> answer) => _answer = answer;

    public void Dispose()
    {
        _stopped.Cancel();
        _listener.Close();
        _stopped.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var answer = _answer(JsonNode.Parse(await reader.ReadToEndAsync(CancellationToken.None))!);
            context.Response.StatusCode = answer is null ? 503 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer ?? "{}"), CancellationToken.None);
            context.Response.Close();
            Asked.Release();
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Answers to programs.</summary>
public static class Answers
{
    /// <summary>
    /// JSON that goes out with its head in one piece, its length known: half the calls to the kernel of an answer in chunks. For answers of up to some hundred kilobytes, which is all of ours.
    /// </summary>
    /// <typeparam name="T">What is said.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="type">Its source-generated description.</param>
    /// <param name="statusCode">2xx.</param>
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK) => new JsonAnswer<T>(value, type, statusCode);
}

internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int statusCode) : IResult, IStatusCodeHttpResult, IValueHttpResult<T>
{
    public T Value => value;

    public int? StatusCode => statusCode;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = statusCode;
        response.ContentType = "application/json; charset=utf-8";
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}

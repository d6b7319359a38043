using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>A page as an answer.</summary>
public sealed class PageResult : IResult, IStatusCodeHttpResult
{
    private readonly Type _component;
    private readonly IReadOnlyDictionary<string, object?> _parameters;

    internal PageResult(Type component, IReadOnlyDictionary<string, object?> parameters)
    {
        _component = component;
        _parameters = parameters;
    }

    public int? StatusCode { get; private init; } = StatusCodes.Status200OK;

    /// <summary>The same page with another status: 422 for a form with errors.</summary>
    public PageResult WithStatus(int status) => new(_component, _parameters) { StatusCode = status };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        Language.Of(httpContext).Use();
        using var text = await Renderer.PageAsync(httpContext, _component, _parameters);
        httpContext.Response.StatusCode = StatusCode ?? StatusCodes.Status200OK;
        if (KeptPost.Is(httpContext))
        {
            await KeptPost.AnswerAsync(httpContext, httpContext.Response.StatusCode, flash: null, httpContext.RequestServices.GetRequiredService<PageContext>().Wrong);
            return;
        }

        KeptPages.Mark(httpContext);
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await text.SendAsync(httpContext);
    }
}

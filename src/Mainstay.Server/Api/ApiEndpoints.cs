using Mainstay.Web;
using Microsoft.AspNetCore.OpenApi;

namespace Mainstay.Server.Api;

/// <summary>GET /openapi/v1.json, and GET /api: the same document as a page to read.</summary>
internal static class ApiEndpoints
{
    public static void MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json").Class(AdmissionClass.Background);
        endpoints.MapGet("/api", Browse).Class(AdmissionClass.Background).ExcludeFromDescription();
    }

    private static async Task<PageResult> Browse(HttpContext context, [FromKeyedServices(OpenApiServices.DocumentName)] IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync(context.RequestAborted);
        return Page.Of<ApiPage>(context, (nameof(ApiPage.Calls), ApiCall.AllOf(document)), (nameof(ApiPage.Introduction), document.Info.Description ?? ""));
    }
}

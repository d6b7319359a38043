using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Web;

/// <summary>Reads a request's form.</summary>
public static class WholeForm
{
    /// <param name="request">The request.</param>
    /// <param name="limits">Null: the usual ones.</param>
    /// <exception cref="MalformedRequestException">It is not a form, its parts cannot be told apart, or there are more of them than a form may have.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, FormOptions? limits = null)
    {
        if (!request.HasFormContentType) throw new MalformedRequestException("A form was expected.");
        try
        {
            return await (limits is null ? request.ReadFormAsync(request.HttpContext.RequestAborted) : request.ReadFormAsync(limits, request.HttpContext.RequestAborted));
        }
        catch (InvalidDataException unreadable)
        {
            throw new MalformedRequestException("The form cannot be read: " + unreadable.Message);
        }
    }
}

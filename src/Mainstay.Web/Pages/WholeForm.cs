using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Web;

/// <summary>Reads a request's form.</summary>
public static class WholeForm
{
    /// <param name="request">Says that it has a form (<see cref="HttpRequest.HasFormContentType"/>).</param>
    /// <param name="limits">Null: the usual ones.</param>
    /// <exception cref="MalformedRequestException">Its parts cannot be told apart, or there are more of them than a form may have.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, FormOptions? limits = null)
    {
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

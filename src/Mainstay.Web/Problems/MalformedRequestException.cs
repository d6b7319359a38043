using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>A part of a request cannot be read (400 malformed). The message goes to the caller: it names the part, and does not repeat what was sent.</summary>
public sealed class MalformedRequestException(string message) : BadHttpRequestException(message);

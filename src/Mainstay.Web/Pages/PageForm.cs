using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>A form that a person has posted. The page's own fields (token, key) start with an underscore.</summary>
public sealed class PageForm
{
    internal const string KeyField = "_key";
    internal const string KeepField = "_keep"; // What the form is called in the list of what waits; read by the service worker, and so are those that follow.
    internal const string PersonField = "_person";
    internal const string PrivateField = "_private"; // What is in it is kept for a day at most, and not beyond the session.
    internal const string ForgetField = "_forget";
    private const int MaxKeyLength = 64;
    private readonly HttpContext _context;
    private readonly IFormCollection _form;

    private PageForm(HttpContext context, IFormCollection form) => (_context, _form) = (context, form);

    /// <summary>Reads the form. The form token was checked before.</summary>
    /// <exception cref="MalformedRequestException">It is not a form.</exception>
    public static async Task<PageForm> ReadAsync(HttpContext context) => new(context, await WholeForm.ReadAsync(context.Request));

    /// <summary>What was entered, without spaces around it; empty when nothing was.</summary>
    public string Text(string name) => Verbatim(name).Trim();

    /// <summary>What was entered, as it is (passwords).</summary>
    public string Verbatim(string name) => _form[name] is [{ } value, ..] ? value : "";

    public bool IsChecked(string name) => _form.ContainsKey(name);

    /// <summary>All values of a name, such as checked boxes.</summary>
    public IReadOnlyList<string> All(string name) => [.. _form[name].OfType<string>()];

    /// <summary>A chosen file, or null when none was.</summary>
    public IFormFile? File(string name) => _form.Files.GetFile(name) is { Length: > 0 } file ? file : null;

    /// <summary>
    /// The post as the host wants it. Its id comes from the key that the page was made with, so that pressing twice has one effect.
    /// </summary>
    public Request Request()
    {
        var caller = IdempotentPost.CallerOf(_context);
        return new Request(CommandId.From(caller, "form:" + Key()), caller, BodyHash());
    }

    /// <summary>
    /// As <see cref="Request"/>, for what may be changed again and again: the same entries of the same page have effect once, and other entries (the person has gone back to the page) are
    /// another post.
    /// </summary>
    public Request AsEntered()
    {
        var caller = IdempotentPost.CallerOf(_context);
        var hash = BodyHash();
        return new Request(CommandId.From(caller, string.Create(CultureInfo.InvariantCulture, $"form:{Key()}:{hash:x32}")), caller, hash);
    }

    private string Key() =>
        Verbatim(KeyField) is { Length: > 0 and <= MaxKeyLength } key ? key : throw new MalformedRequestException("The form has no key.");

    private UInt128 BodyHash()
    {
        var key = _context.RequestServices.GetRequiredService<WebKeys>().RequestHash;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{_context.Request.Path}{_context.Request.QueryString}\n"));
        foreach (var (name, values) in _form.Where(field => !field.Key.StartsWith('_')).OrderBy(field => field.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\u001f{string.Join('\u001e', values.ToArray())}\n"));
        return Keyed.First128Bits(hash);
    }
}

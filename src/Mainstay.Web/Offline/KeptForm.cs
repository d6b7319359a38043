using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Mainstay.Web;

/// <summary>
/// A form that waits in the person's browser when the server cannot be reached, and is sent by itself once. Modules register those; all others are not kept. Only what the kept pages show
/// anyway may be in one: no number of a card or an account, no secret. Its handler names its command with <see cref="PageForm.AsEntered"/>, or what it does can be done only once.
/// </summary>
/// <param name="Path">Where it posts to, as a route: /cards/{programme}/{instrument}/remove.</param>
/// <param name="Name">What is done, in the language of the request; a confirmation's own title is taken where there is one.</param>
public sealed record KeptForm(string Path, Func<string> Name)
{
    private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(Path), []);

    /// <summary>Whether a form with this action is this one.</summary>
    internal bool Takes(string action) => _matcher.TryMatch(new PathString(action), []);
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Mainstay.Web;

/// <summary>
/// A form that waits in the person's browser when the server cannot be reached, and is sent by itself once. Modules register those; all others are not kept. What may be in
/// one is what the kept pages show anyway, or, where <see cref="WhatIsPrivate"/> tells the person so, what identifies them; never the number of a card, never a secret. Its handler names its command with <see cref="PageForm.AsEntered"/>, or what it does can be done only once.
/// </summary>
/// <param name="Path">Where it posts to, as a route: /cards/{programme}/{instrument}/remove.</param>
/// <param name="Name">What is done, in the language of the request; a confirmation's own title is taken where there is one.</param>
public sealed record KeptForm(string Path, Func<string> Name)
{
    private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(Path), []);

    /// <summary>
    /// For a form with what the kept pages do not show (an account, a tax id): says on the page what is kept, and for how long, in the language of the request. It is kept for a day at the most,
    /// and goes when it is sent, when the person's session has ended, and when they sign out.
    /// </summary>
    public Func<string>? WhatIsPrivate { get; init; }

    /// <summary>Whether a form with this action is this one.</summary>
    internal bool Takes(string action) => _matcher.TryMatch(new PathString(action), []);
}

using Mainstay.Web.Components;

namespace Mainstay.Web;

/// <summary>What a module does for people, in a few plain words on the first page.</summary>
/// <param name="Order">Lowest first.</param>
/// <param name="Icon">A sign.</param>
/// <param name="Title">A few words in the language of the request.</param>
/// <param name="Text">One or two sentences in the language of the request.</param>
public sealed record WelcomePoint(int Order, IconName Icon, Func<string> Title, Func<string> Text);

using Mainstay.Web;

namespace Mainstay.People;

/// <summary>The texts of this module.</summary>
internal static class Words
{
    public static readonly Texts T = Texts.Of(typeof(Words).Assembly);
}

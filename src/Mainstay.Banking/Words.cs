using Mainstay.Web;

namespace Mainstay.Banking;

/// <summary>The texts of the bank's pages.</summary>
internal static class Words
{
    public static readonly Texts T = Texts.Of(typeof(Words).Assembly);
}

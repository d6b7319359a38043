using Mainstay.Web;

namespace Mainstay.Cashback;

/// <summary>The texts of the cashback's pages.</summary>
internal static class Words
{
    public static readonly Texts T = Texts.Of(typeof(Words).Assembly);
}

using Mainstay.Web;

namespace Mainstay.Server;

/// <summary>The texts of the composition's own pages.</summary>
internal static class Words
{
    public static readonly Texts T = Texts.Of(typeof(Words).Assembly);
}

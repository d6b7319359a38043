namespace Mainstay.Web;

/// <summary>The texts of the ground floor.</summary>
internal static class Words
{
    public static readonly Texts T = Texts.Of(typeof(Words).Assembly);
}

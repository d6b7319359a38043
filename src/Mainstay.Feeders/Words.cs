using System.Globalization;
using Mainstay.Web;

namespace Mainstay.Feeders;

/// <summary>The texts of the feeders' pages.</summary>
internal static class Words
{
    public static readonly Texts T = Texts.Of(typeof(Words).Assembly);

    /// <summary>A time of the day as the API writes it.</summary>
    public static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

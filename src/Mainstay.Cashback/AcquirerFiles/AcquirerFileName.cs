using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// The name of an acquirer's file: CSTAR.{sender}.TRNLOG.{yyyyMMdd}.{HHmmss}.{nnn}.csv. It is used once for ever, and every row names the same sender.
/// </summary>
internal sealed partial record AcquirerFileName
{
    private AcquirerFileName(string value) => Value = value;

    public string Value { get; }

    /// <summary>The acquirer's code (for Italian banks the ABI): five letters or digits.</summary>
    public string Sender => Value.Substring(6, 5);

    public static bool TryParse(string? text, [NotNullWhen(true)] out AcquirerFileName? name)
    {
        name = text is not null && Pattern().IsMatch(text) ? new AcquirerFileName(text) : null;
        return name is not null;
    }

    public override string ToString() => Value;

    // \w and \d as ASCII; \z, because $ also matches before a final line feed.
    [GeneratedRegex(@"^CSTAR\.[A-Za-z0-9_]{5}\.TRNLOG\.[0-9]{8}\.[0-9]{6}\.[0-9]{3}\.csv\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

using Microsoft.Extensions.Configuration.Memory;

namespace Mainstay.Server.Demo;

/// <summary>Who pays in demo mode, unless the settings say otherwise: without an account to pay from, no payment file could be made.</summary>
internal static class TownHall
{
    // A number that none of the town's people has.
    private const int Account = 900_001;

    /// <summary>Below every other source, so that a file, the environment and the command line win.</summary>
    public static void AddDefaults(IConfigurationBuilder configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData =
        [
            KeyValuePair.Create<string, string?>("Banking:Debtor:Name", "Town hall"),
            KeyValuePair.Create<string, string?>("Banking:Debtor:Iban", TownNumbers.Iban("IT", Account)),
        ],
    });
}

namespace Mainstay.FeederAgent.Link;

/// <summary>What a server may ask of the program's updates. Exists where programs are installed, and in tests.</summary>
internal interface IFirmware
{
    /// <summary>What runs, and what became of what was wished.</summary>
    FirmwareReportedMessage Report { get; }

    /// <param name="wish">Null: nothing is wished any more.</param>
    void Wish(FirmwareDesiredMessage? wish);
}

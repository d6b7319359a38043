using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mainstay.FeederAgent.Hardware;

/// <summary>What is on which pin, from <c>wiring.json</c> in the data folder. Pins are numbered as the chip's lines are (on a Raspberry Pi: GPIO numbers).</summary>
internal sealed record Wiring
{
    public const string FileName = "wiring.json";

    /// <summary>The number of /dev/gpiochip*; the first one when not given.</summary>
    public int? Chip { get; init; }

    /// <summary>Turns the wheel while high.</summary>
    public required int MotorPin { get; init; }

    /// <summary>Turns it back while high, where there is such a pin.</summary>
    public int? ReversePin { get; init; }

    /// <summary>Closed to ground while the wheel stands at a place.</summary>
    public required int IndexPin { get; init; }

    /// <summary>Closed to ground while pressed.</summary>
    public int? ButtonPin { get; init; }

    /// <summary>Closed to ground while the hopper is empty.</summary>
    public int? HopperEmptyPin { get; init; }
    public ScaleWiring? Scale { get; init; }

    /// <summary>The motor is switched off after this, whatever the index switch says; 500 to 60000.</summary>
    public int LongestTurnMs { get; init; } = 8000;

    /// <exception cref="WiringException">The file is not there, or does not describe a feeder.</exception>
    public static Wiring Read(string path)
    {
        try
        {
            var wiring = JsonSerializer.Deserialize(File.ReadAllBytes(path), WiringJson.Default.Wiring) ?? throw new JsonException("It is empty.");
            return wiring.LongestTurnMs is >= 500 and <= 60_000 ? wiring : throw new JsonException("longestTurnMs is from 500 to 60000.");
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new WiringException($"{path} has to say what is on which pin (docs/guides/feeder-from-a-pi.md), or start with --simulate: {failure.Message}");
        }
    }
}

/// <summary>A load cell behind an HX711.</summary>
/// <param name="Zero">The raw figure with an empty bowl.</param>
/// <param name="UnitsPerGram">Raw units for each gram.</param>
internal sealed record ScaleWiring(int DataPin, int ClockPin, int Zero, double UnitsPerGram);

internal sealed class WiringException(string message) : Exception(message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Wiring))]
internal sealed partial class WiringJson : JsonSerializerContext;

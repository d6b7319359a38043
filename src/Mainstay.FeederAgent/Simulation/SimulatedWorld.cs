using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Simulation;

/// <summary>What of a simulated machine is there whether the program runs or not: its file is to the program what things are to a real one.</summary>
internal sealed record WorldRecord
{
    public DateTimeOffset RealTime { get; init; }
    public DateTimeOffset Time { get; init; }
    public DateTimeOffset PoweredUpAt { get; init; }
    public string Boot { get; init; } = "";
    public double HopperGrams { get; init; }
    public double BowlGrams { get; init; }
    public long Dropped { get; init; }
    public long Counter { get; init; }
    public double Way { get; init; }
    public bool IsJammed { get; init; }
    public bool IsJamFirm { get; init; }
    public bool IsChipLost { get; init; }
    public TimeSpan ChipOff { get; init; }
    public bool IsNetworkTimeLost { get; init; }
    public TimeSpan NetworkTimeOff { get; init; }

    /// <summary>The wireless network that it is on; null: none.</summary>
    public string? WifiProfile { get; init; } = "Home";
}

/// <summary>The file of a simulated world. Not part of a feeder: no power cut that is simulated takes anything from it, and a killed program finds it as it was.</summary>
internal sealed class SimulatedWorld
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _real;
    private WorldRecord _record;

    private SimulatedWorld(string path, TimeProvider real, double speed, WorldRecord record)
    {
        (_path, _real, _record) = (path, real, record);
        var passed = real.GetUtcNow() - record.RealTime;
        Time = new QuickenedTime(real, record.Time + (passed > TimeSpan.Zero ? passed * speed : TimeSpan.Zero), speed);
        Body = new FeederBody(new SimulatedParts())
        {
            Changed = Save,
            HopperGrams = record.HopperGrams,
            BowlGrams = record.BowlGrams,
            Dropped = record.Dropped,
            Counter = record.Counter,
            Way = record.Way,
            IsJammed = record.IsJammed,
            IsJamFirm = record.IsJamFirm,
        };
    }

    public TimeProvider Time { get; }

    public FeederBody Body { get; }

    public WorldRecord Record
    {
        get
        {
            lock (_gate) return _record;
        }
    }

    public static SimulatedWorld Open(string path, TimeProvider real, double speed) => new(path, real, speed, File.Exists(path) ? Read(path) : New(real));

    public void Change(Func<WorldRecord, WorldRecord> change)
    {
        lock (_gate)
        {
            _record = change(_record) with
            {
                RealTime = _real.GetUtcNow(),
                Time = Time.GetUtcNow(),
                HopperGrams = Body.HopperGrams,
                BowlGrams = Body.BowlGrams,
                Dropped = Body.Dropped,
                Counter = Body.Counter,
                Way = Body.Way,
                IsJammed = Body.IsJammed,
                IsJamFirm = Body.IsJamFirm,
            };
            PrivateFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(_record, WorldJson.Default.WorldRecord));
        }
    }

    public void Save() => Change(record => record);

    private static WorldRecord Read(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), WorldJson.Default.WorldRecord) ?? throw new InvalidDataException($"{path} is empty.");

    private static WorldRecord New(TimeProvider real) =>
        new() { RealTime = real.GetUtcNow(), Time = real.GetUtcNow(), PoweredUpAt = real.GetUtcNow(), Boot = RandomNumberGenerator.GetHexString(16, lowercase: true), HopperGrams = new SimulatedParts().HopperGrams };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(WorldRecord))]
internal sealed partial class WorldJson : JsonSerializerContext;

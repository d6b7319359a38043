namespace Mainstay.Entities.Maintenance;

/// <summary>How far a tool is.</summary>
/// <param name="Step">What it does: copy, check, replay, compare.</param>
/// <param name="Item">With which file.</param>
/// <param name="Done">Bytes copied, or events read.</param>
/// <param name="Total">Of how many.</param>
public readonly record struct MaintenanceProgress(string Step, string Item, long Done, long Total);

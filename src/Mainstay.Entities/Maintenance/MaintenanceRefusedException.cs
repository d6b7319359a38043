namespace Mainstay.Entities.Maintenance;

/// <summary>A tool was asked for what it does not do, such as restoring into a folder that holds something. Nothing was changed; the message says what to do.</summary>
public sealed class MaintenanceRefusedException(string message) : Exception(message);

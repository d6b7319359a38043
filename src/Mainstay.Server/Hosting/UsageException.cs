namespace Mainstay.Server.Hosting;

/// <summary>Options that do not go together. The process says so and ends before it has touched the store.</summary>
internal sealed class UsageException(string message) : Exception(message);

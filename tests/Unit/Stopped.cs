using Mainstay.Entities;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Tests.Unit;

/// <summary>Entities that cannot be rebuilt.</summary>
internal static class Stopped
{
    /// <summary>A row that cannot be understood: whoever asks for the entity is told that it is stopped.</summary>
    public static EntityRow Row(string stream) => new(stream, 1, 0, "nonsense"u8.ToArray());

    /// <summary>Waits for what a worker is to bring about; a worker that fails meanwhile fails the test.</summary>
    public static async Task<T> UnlessItFailsAsync<T>(this BackgroundService worker, Task<T> wished)
    {
        if (await Task.WhenAny(wished, worker.ExecuteTask!) != wished) await worker.ExecuteTask!;
        return await wished;
    }
}

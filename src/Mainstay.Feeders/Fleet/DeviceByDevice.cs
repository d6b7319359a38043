using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Fleet;

/// <summary>Sends many devices the same, one after the other: one that is stopped is passed over, and a full journal is waited out.</summary>
internal sealed partial class DeviceByDevice(EntityHost host, [FromKeyedServices("real")] TimeProvider clock, ILogger<DeviceByDevice> log)
{
    /// <returns>Null for a device that is stopped.</returns>
    public async Task<Answer<Device>?> SendAsync(string deviceId, DeviceCommand command, Request request, CancellationToken cancellation)
    {
        try
        {
            return await host.PatientlyAsync(Device.Type, deviceId, command, request, clock, cancellation);
        }
        catch (EntityStoppedException stopped)
        {
            PassedOver(log, deviceId, request.Actor, stopped.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Device {DeviceId} is passed over by a {Work}: {Reason}")]
    private static partial void PassedOver(ILogger log, string deviceId, string work, string reason);
}

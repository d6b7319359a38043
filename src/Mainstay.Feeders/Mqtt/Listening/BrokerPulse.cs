using Microsoft.Extensions.Hosting;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>
/// Has the broker look at the clock four times a second. A worker of its own, so that its failure ends the process like that of any other: without it no keep-alive, will or session would ever come to its end, and nobody
/// would notice.
/// </summary>
internal sealed class BrokerPulse(MqttBroker broker) : BackgroundService
{
    private const int QuartersPerSecond = 4;
    private static readonly TimeSpan s_quarter = TimeSpan.FromSeconds(1) / QuartersPerSecond;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quarters = new PeriodicTimer(s_quarter, broker.Clock);
        for (var tick = 1; await quarters.WaitForNextTickAsync(stoppingToken); tick++)
        {
            if (tick % QuartersPerSecond == 0) broker.Sweep();
            else broker.EndSilent();
        }
    }
}

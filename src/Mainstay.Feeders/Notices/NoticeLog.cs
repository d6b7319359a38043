using Mainstay.Entities;
using Mainstay.Feeders.History;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Notices;

/// <summary>Says in the log what owners are to hear, until somebody carries it to them. What came before this start was said then.</summary>
internal sealed partial class NoticeLog(EntityHost host, HistoryView view, ILogger<NoticeLog> log) : BackgroundService
{
    private const int AtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = host.SeenOffset;
        await foreach (var _ in view.RoundsAsync(stoppingToken))
        {
            while (view.NoticesAfter(said, AtOnce) is { Count: > 0 } notices)
            {
                foreach (var notice in notices) Said(notice.FeederId, notice.Kind, notice.About, notice.TellAt);
                said = notices[^1].Position;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Feeder {FeederId}: {Kind} since {About:O}; its owners are told from {TellAt:O}")]
    private partial void Said(string feederId, string kind, DateTimeOffset about, DateTimeOffset tellAt);
}

using Mainstay.Entities;
using Mainstay.Feeders.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Notices;

/// <summary>Says in the log what owners are to hear, until somebody carries it to them. What came before this start was said then.</summary>
internal sealed partial class NoticeLog(EntityHost host, HistoryView view, [FromKeyedServices("real")] TimeProvider clock, ILogger<NoticeLog> log) : BackgroundService
{
    private const int AtOnce = 500;
    private long _said;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _said = host.SeenOffset;
        return view.GoRoundAsync(SayAsync, NotNow, clock, stoppingToken);
    }

    private Task<bool> SayAsync()
    {
        while (view.NoticesAfter(_said, AtOnce) is { Count: > 0 } notices)
        {
            foreach (var notice in notices) Said(notice.FeederId, notice.Kind, notice.About, notice.TellAt);
            _said = notices[^1].Position;
        }

        return Task.FromResult(true);
    }

    [LoggerMessage(LogLevel.Information, "Feeder {FeederId}: {Kind} since {About:O}; its owners are told from {TellAt:O}")]
    private partial void Said(string feederId, string kind, DateTimeOffset about, DateTimeOffset tellAt);

    [LoggerMessage(LogLevel.Error, "What owners are to hear is said in the log later: {Reason}")]
    private partial void NotNow(string reason);
}

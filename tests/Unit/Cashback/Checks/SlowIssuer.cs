using System.Collections.Concurrent;
using Mainstay.Cashback.Instruments.Checks;

namespace Mainstay.Tests.Unit.Cashback.Checks;

/// <summary>Answers when it is told what to say.</summary>
internal sealed class SlowIssuer : IInstrumentCheck
{
    private readonly Queue<CheckReply> _told = new();
    private readonly Queue<(CheckQuestion Question, TaskCompletionSource<CheckReply> Reply)> _asking = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _asked = new(0);
    private Func<CheckQuestion, CheckReply>? _always;

    public bool AsksSomebody => true;

    public bool IsLeftAlone { get; set; }

    public ConcurrentQueue<CheckQuestion> Questions { get; } = new();

    /// <summary>Waits until so many questions were asked in all.</summary>
    public async Task AskedAsync(int questions)
    {
        while (Questions.Count < questions) await _asked.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Say(CheckReply reply)
    {
        lock (_gate)
        {
            if (_asking.TryDequeue(out var waiting)) waiting.Reply.SetResult(reply);
            else _told.Enqueue(reply);
        }
    }

    /// <summary>From now on, and to those who have asked and have no answer yet.</summary>
    public void AlwaysSay(Func<CheckQuestion, CheckReply> always)
    {
        lock (_gate)
        {
            _always = always;
            while (_asking.TryDequeue(out var waiting)) waiting.Reply.SetResult(always(waiting.Question));
        }
    }

    public Task<CheckReply> AskAsync(CheckQuestion question, CancellationToken cancellationToken)
    {
        Questions.Enqueue(question);
        _asked.Release();
        lock (_gate)
        {
            if (_always is { } always) return Task.FromResult(always(question));
            if (_told.TryDequeue(out var reply)) return Task.FromResult(reply);
            var waiting = new TaskCompletionSource<CheckReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asking.Enqueue((question, waiting));
            return waiting.Task.WaitAsync(cancellationToken);
        }
    }
}

using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Link;

/// <summary>How a link is.</summary>
internal enum LinkPhase
{
    /// <summary>No address is set.</summary>
    None,
    Connecting,
    Connected,

    /// <summary>It waits to try again.</summary>
    Away,
}

/// <param name="Why">While it is away: what was said last.</param>
internal sealed record LinkState(LinkPhase Phase, NodaTime.Instant Since, string? Why = null);

/// <summary>
/// Keeps a feeder in touch with somebody: connects, says what there is to say, listens, and comes back after a while, for as long as there is power. Feeding never waits for it. A change of the address or
/// of a credential ends the connection and begins with the new one.
/// </summary>
internal sealed partial class LinkLoop(INetwork network, IParty party, Feeder feeder, TimeProvider time, Func<double> chance, ILogger log)
{
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_stable = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly BackOff _backOff = new(chance);
    private string? _lastWhy;

    public LinkState State { get; private set; } = new(LinkPhase.None, NodaTime.Instant.MinValue);

    /// <param name="cancel">Ends it, after a goodbye.</param>
    /// <param name="power">A simulated machine's: when it goes, no goodbye is said.</param>
    public async Task RunAsync(CancellationToken cancel, CancellationToken power = default)
    {
        using var bell = new Bell(time);
        using var following = feeder.Changed.Follow(bell.Ring);
        try
        {
            while (!cancel.IsCancellationRequested) await StepAsync(bell, cancel, power);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    private async Task StepAsync(Bell bell, CancellationToken cancel, CancellationToken power)
    {
        if (party.Approach() is not { } approach)
        {
            Show(LinkPhase.None);
            await bell.WaitAsync(s_looksAgain, cancel);
            return;
        }

        Show(LinkPhase.Connecting);
        if (!await VisitAsync(approach, bell, cancel, power)) await PauseAsync(approach, bell, cancel);
    }

    /// <returns>Whether to come again at once.</returns>
    private async Task<bool> VisitAsync(Approach approach, Bell bell, CancellationToken cancel, CancellationToken power)
    {
        var conversation = party.Converse();
        var (connection, failure) = await network.ReachAsync(approach, message => Take(conversation, message), bell.Ring, cancel);
        if (connection is null)
        {
            Miss(approach, failure!);
            return false;
        }

        await using var open = connection;
        // Without power no goodbye is said, whatever was going on.
        using var broken = power.Register(connection.Break);
        var (isKnown, deaf) = await IntroduceAsync(connection, approach, cancel);
        if (!isKnown) return true;
        if (deaf is not null)
        {
            Miss(approach, deaf);
            return false;
        }

        LogConnected(log, approach.Server, approach.ClientId);
        _lastWhy = null;
        Show(LinkPhase.Connected);
        var isChanged = await TalkAsync(connection, conversation, approach, bell, cancel);
        if (connection.Ending is { } ending) LogLost(log, approach.Server, ending);
        else await SayAsync(connection, approach.Will, CancellationToken.None);
        Show(LinkPhase.Away);
        return isChanged;
    }

    /// <summary>The first words on a new connection. Who takes it and then says nothing is not there.</summary>
    /// <returns>Whether the other side knows who this is; and if nothing can be heard there, why.</returns>
    private async Task<(bool IsKnown, Failure? Deaf)> IntroduceAsync(IConnection connection, Approach approach, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await party.EnterAsync(connection, either.Token) ? (true, await connection.ListenAsync(approach.Interests, either.Token)) : (false, null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (true, new Failure(null, "it takes the connection and does not answer"));
        }
    }

    private void Take(IConversation conversation, IncomingMessage message)
    {
        lock (_gate) conversation.Receive(message);
        feeder.Changed.Raise();
    }

    /// <returns>Whether it ended because somebody has set another address or credential.</returns>
    private async Task<bool> TalkAsync(IConnection connection, IConversation conversation, Approach approach, Bell bell, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (!cancel.IsCancellationRequested && connection.Ending is null)
        {
            if (!IsSame(party.Approach(), approach)) return true;
            var seen = feeder.Changed.Version;
            List<OutgoingMessage> toSay;
            lock (_gate) toSay = [.. conversation.Next()];
            var taken = await Task.WhenAll(toSay.Select(message => SayAsync(connection, message, cancel)));
            // A connection that ends again and again within a minute is little better than none: it may have been of use.
            if (time.GetElapsedTime(began) > s_stable) _backOff.Reset();
            else if (taken.Contains(true)) _backOff.Ease();
            if (seen == feeder.Changed.Version) await IdleAsync(conversation, bell, cancel);
        }

        return false;
    }

    /// <summary>Until something has changed, the connection has ended, or it is time to ask again.</summary>
    private static async Task IdleAsync(IConversation conversation, Bell bell, CancellationToken cancel)
    {
        try
        {
            await bell.WaitAsync(conversation.AsksAgainAfter, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A goodbye is said first.
        }
    }

    /// <returns>Whether it was taken.</returns>
    private async Task<bool> SayAsync(IConnection connection, OutgoingMessage message, CancellationToken cancel)
    {
        var delivery = Delivery.Lost;
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            delivery = await connection.PublishAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Said again by the next connection, if it still has to be. Who takes a message and says nothing for so long is not there.
            if (!cancel.IsCancellationRequested) connection.Break();
        }

        if (delivery == Delivery.Refused) LogRefusedMessage(log, message.Topic);
        if (delivery is not (Delivery.Taken or Delivery.Unheard)) return false;
        if (message.WasTaken is not { } wasTaken) return true;
        lock (_gate) wasTaken();
        return true;
    }

    /// <summary>Before the next attempt; another address is not waited with.</summary>
    private async Task PauseAsync(Approach approach, Bell bell, CancellationToken cancel)
    {
        var (began, pause) = (time.GetTimestamp(), _backOff.Next());
        while (pause - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero && IsSame(party.Approach(), approach)) await bell.WaitAsync(left, cancel);
    }

    private void Miss(Approach approach, Failure failure)
    {
        party.WasRefused(failure);
        Show(LinkPhase.Away, failure.Text);
        // Once for each reason: a week without network is not ten thousand lines.
        if (failure.Text == _lastWhy) return;
        _lastWhy = failure.Text;
        LogMissed(log, approach.Server, failure.Text);
    }

    private void Show(LinkPhase phase, string? why = null)
    {
        // Each attempt shows as connecting for a moment only; the reason of the last one stays.
        why ??= phase == LinkPhase.Connecting ? State.Why : null;
        if (State.Phase != phase || State.Why != why) State = new LinkState(phase, feeder.Clock.Read().Now, why);
    }

    private static bool IsSame(Approach? now, Approach then) => now is not null && now.Server == then.Server && now.ClientId == then.ClientId && (now.Proof.UserName, now.Proof.Password, now.Proof.Sign is null) == (then.Proof.UserName, then.Proof.Password, then.Proof.Sign is null);

    [LoggerMessage(LogLevel.Information, "Connected to {Server} as {ClientId}.")]
    private static partial void LogConnected(ILogger log, Uri server, string clientId);

    [LoggerMessage(LogLevel.Information, "The connection to {Server} ended: {Why}.")]
    private static partial void LogLost(ILogger log, Uri server, string why);

    [LoggerMessage(LogLevel.Warning, "{Server} is not reached: {Why}. Meals go on.")]
    private static partial void LogMissed(ILogger log, Uri server, string why);

    [LoggerMessage(LogLevel.Warning, "A message on {Topic} was refused.")]
    private static partial void LogRefusedMessage(ILogger log, string topic);
}

namespace Mainstay.FeederAgent.Link;

/// <summary>
/// What is said over one connection, without the connection. Nothing is kept here that a new connection would miss: what is to be said is in the ledger. Two exist: with a server, and with a home's broker.
/// Used under the link's lock.
/// </summary>
internal interface IConversation
{
    /// <summary>What is to be said now. Empty: nothing has changed since.</summary>
    IEnumerable<OutgoingMessage> Next();

    /// <summary>After how long to ask again though nothing has changed.</summary>
    TimeSpan AsksAgainAfter { get; }

    /// <summary>Takes in what arrived. A message that makes no sense is passed over; it changes nothing.</summary>
    /// <returns>Whether it was understood.</returns>
    bool Receive(IncomingMessage message);
}

/// <summary>Somebody whom a feeder talks to. Two exist: its server, and its home's broker.</summary>
internal interface IParty
{
    /// <summary>Where it is and as who to come; null: there is nobody, and a change of the settings is waited for.</summary>
    Approach? Approach();

    /// <summary>The first thing on a new connection.</summary>
    /// <returns>False: connect anew, at once.</returns>
    Task<bool> EnterAsync(IConnection connection, CancellationToken cancel);

    /// <summary>Thinks about how to come the next time.</summary>
    void WasRefused(Failure failure);

    IConversation Converse();
}

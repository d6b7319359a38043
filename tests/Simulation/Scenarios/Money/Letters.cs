using Mainstay.Contracts;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

/// <summary>Money on its way.</summary>
internal sealed record Payment(string TransferId, string From, long Amount) : Letter;

/// <summary>Money that its receiver did not take, on its way back.</summary>
internal sealed record PaymentReturned(string TransferId, long Amount) : Letter;

/// <summary>A state that holds money, so that it can be counted.</summary>
internal interface IHoldsMoney
{
    long Money { get; }
}

/// <summary>An event that moves money between what an entity holds and what is in flight or issued.</summary>
internal interface IMovesMoney
{
    /// <summary>Transfers that leave, with their amounts.</summary>
    IEnumerable<(string TransferId, long Amount)> Leaves => [];

    /// <summary>The transfer that arrives for good.</summary>
    (string TransferId, long Amount)? Arrives => null;

    /// <summary>Money made (or, below zero, unmade) by this event.</summary>
    long Issued => 0;
}

namespace Mainstay.Web.Components;

/// <summary>Every state that a person is told of. Each has one name everywhere (state.* in the texts) and one sign.</summary>
public enum State
{
    OnItsWay,
    Received,
    Confirmed,
    Counted,
    NotCounted,
    Waiting,
    WaitingFor,
    Processing,
    Done,
    Refused,
    Rejected,
    Failed,
    Duplicate,
    Parked,
    Reversed,
    Unmatched,
    Corrected,
    Upcoming,
    Open,
    Grace,
    Closed,
    Active,
    Ended,
    Owed,
    Paid,
}

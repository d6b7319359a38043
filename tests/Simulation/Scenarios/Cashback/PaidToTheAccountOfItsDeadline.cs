using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>
/// A period is ordered to the account that was on file when its days to change it were over, or to the first one given after that; once one of its payments has failed, or any account of the person could not be
/// reached, to the one that was given last.
/// </summary>
internal sealed class PaidToTheAccountOfItsDeadline : Oracle
{
    private readonly Dictionary<string, string> _onFile = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Person, string Period), string> _fixed = [];

    public override string Promise => "a period is paid to the account of its own deadline";

    public override void Row(ModelRow row)
    {
        var person = row.Entity.Key;
        switch (row.Event)
        {
            case ParticipantEvent.IbanSet set:
                Fix(person, (Participant)row.Before, ShortProgramme.DayOf(new DateTimeOffset(row.InstantTicks, TimeSpan.Zero)));
                _onFile[person] = IbanOf(set.Account);
                break;
            case ParticipantEvent.OrderedPayment ordered:
                var hasFailed = ordered.Corrects is not null;
                var expected = !hasFailed && _fixed.TryGetValue((person, ordered.Period), out var kept) ? kept : _onFile[person];
                Require(IbanOf(ordered.Account) == expected, $"{person} is paid for {ordered.Period} at {row.Offset} to {IbanOf(ordered.Account)}, and the account of its deadline is {expected}");
                break;
            case ParticipantEvent.Withdrawn:
                _onFile.Remove(person);
                foreach (var period in ShortProgramme.Rules.Periods) _fixed.Remove((person, period.Id));
                break;
        }
    }

    private void Fix(string person, Participant before, DateOnly today)
    {
        if (!_onFile.TryGetValue(person, out var account) || before.Periods.Any(totals => totals.Settlement is { NeedsAccount: true })) return;
        foreach (var period in ShortProgramme.Rules.Periods.Where(period => today > period.End.AddDays(ShortProgramme.Rules.Iban.ChangeDaysAfterPeriodEnd) && before.Find(period) is not null))
            _fixed.TryAdd((person, period.Id), account);
    }

    private static string IbanOf(Sealed<BankAccount> account) => account.Reveal()?.Iban ?? "erased";
}

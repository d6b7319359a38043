using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.Participants;

/// <summary>Who is old enough. Somebody born on 29 February comes of age on 28 February of a year that has no 29th.</summary>
internal static class Age
{
    public static bool IsReached(Programme programme, DateOnly birthDate, DateOnly today) =>
        birthDate.Year + programme.MinimumAge <= 9999 && birthDate.AddYears(programme.MinimumAge) <= today;
}

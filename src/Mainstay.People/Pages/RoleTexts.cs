namespace Mainstay.People.Pages;

/// <summary>Roles in the person's language.</summary>
internal static class RoleTexts
{
    /// <summary>"Programme manager, administrator"; being a member goes without saying unless it is all there is.</summary>
    public static string Of(IEnumerable<string> roles)
    {
        var told = roles.Where(role => role != "member").ToList();
        return string.Join(", ", (told.Count > 0 ? told : ["member"]).Select(role => Words.T["role." + role]));
    }
}

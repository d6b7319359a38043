namespace Mainstay.Web.Components;

/// <summary>How much a button asks for attention.</summary>
public enum ButtonKind
{
    /// <summary>What the page is for; one per page.</summary>
    Primary,

    /// <summary>Another thing to do.</summary>
    Secondary,

    /// <summary>What cannot be undone.</summary>
    Danger,

    /// <summary>Looks like a link.</summary>
    Quiet,
}

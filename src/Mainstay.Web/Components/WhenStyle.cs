namespace Mainstay.Web.Components;

/// <summary>How much of a moment is written.</summary>
public enum WhenStyle
{
    DateAndTime,
    Date,
    ShortDate,
    Time,
}

namespace Thresher.Jobs.Rules;

/// <summary>What a field's text must be, and how it is stored.</summary>
public enum FieldType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A number of up to 28 digits, as exact as it is written.</summary>
    Decimal,

    /// <summary>true, yes, on, 1; false, no, off, 0.</summary>
    Boolean,

    /// <summary>A date, stored as <c>2026-01-31</c>, or with a time as <c>2026-01-31T12:00:00Z</c>.</summary>
    Date,

    /// <summary>A link, resolved against the page's base: an absolute http or https URL.</summary>
    Url,
}

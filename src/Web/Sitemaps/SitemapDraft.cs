using System.Globalization;

namespace Thresher.Web.Sitemaps;

/// <summary>An entry while its fields are being read.</summary>
internal sealed class SitemapDraft(SitemapEntryKind kind)
{
    private string? _published;
    private string? _modified;
    private string? _priority;

    /// <summary>Where the entry leads; null or empty when not known.</summary>
    public string? Location { get; set; }

    /// <summary>Where it leads when <see cref="Location"/> is missing, if that is a URL.</summary>
    public string? Fallback { get; set; }

    /// <summary>What the entry leads to.</summary>
    public SitemapEntryKind Kind => kind;

    /// <summary>Takes over one field's text; of several the first, and a date of change before one of publication.</summary>
    public void Set(SitemapField field, string text)
    {
        switch (field)
        {
            case SitemapField.Location:
                Location = string.IsNullOrEmpty(Location) ? text : Location;
                break;
            case SitemapField.Fallback:
                Fallback ??= text;
                break;
            case SitemapField.Modified:
                _modified ??= text;
                break;
            case SitemapField.Published:
                _published ??= text;
                break;
            case SitemapField.Priority:
                _priority ??= text;
                break;
        }
    }

    /// <summary>The entry; null when it leads nowhere.</summary>
    public SitemapEntry? Build()
    {
        // U+FFFD stands for what could not be read: half a URL would be another one.
        var location = Location?.Contains('\uFFFD') == true ? null : !string.IsNullOrEmpty(Location) ? Location : IsUrl(Fallback) ? Fallback : null;
        return location is null
            ? null
            : new SitemapEntry(location, kind, ParseDate(_modified) ?? ParseDate(_published), ParsePriority());
    }

    private static bool IsUrl(string? text) =>
        text is not null
        && (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static DateTimeOffset? ParseDate(string? text) => text is null ? null : SitemapDate.Parse(text);

    private double? ParsePriority() =>
        double.TryParse(_priority, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var priority) && priority <= 1 ? priority : null;
}

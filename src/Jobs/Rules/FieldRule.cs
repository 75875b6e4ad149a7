namespace Thresher.Jobs.Rules;

/// <summary>
/// One field: where it comes from (exactly one of css, xpath, json, jsonLd, microdata, openGraph, from, value; or regex alone),
/// what is done to its text (trim, regex, pipes, in this order) and what it must be.
/// </summary>
public sealed record FieldRule
{
    /// <summary>
    /// CSS selector within the record's element, then optionally <c>@</c> and an attribute, or <c>@html</c> for the inner
    /// markup; without it the text. <c>@href</c> alone takes the record's own element, which <c>:scope</c> names too;
    /// <c>:scope + dd</c> and <c>:scope ~ dd</c> take what follows it. Scrapy's <c>::text</c> and <c>::attr(href)</c> mean the text and <c>@href</c>.
    /// </summary>
    public string? Css { get; init; }

    /// <summary>
    /// XPath 1.0 within the record's element, such as <c>.//h2</c> or <c>./@data-sku</c>: of an element the text that a reader sees, of an attribute or
    /// <c>text()</c> what it says, or what a function gives. Names are in lower case and have no prefix.
    /// </summary>
    public string? Xpath { get; init; }

    /// <summary>JSON Pointer (<c>/a/0</c>) or JSONPath (<c>$.a[0]</c>) within the record.</summary>
    public string? Json { get; init; }

    /// <summary>From JSON-LD: the type and the path of properties, such as <c>Product.offers.price</c>.</summary>
    public string? JsonLd { get; init; }

    /// <summary>From microdata: the type's last part and the path of properties, such as <c>Product.offers.price</c>.</summary>
    public string? Microdata { get; init; }

    /// <summary>From Open Graph: the property, with or without <c>og:</c>.</summary>
    public string? OpenGraph { get; init; }

    /// <summary>A fact about the page: url, depth, fetchedAt or contentType.</summary>
    public PageFact? From { get; init; }

    /// <summary>A constant.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// Regular expression (.NET, non-backtracking) on what was found, or without a source on the record's text (the page's
    /// source where there is no each): its first group, or the whole match. What does not match is not there.
    /// </summary>
    [Expression]
    public string? Regex { get; init; }

    /// <summary>What it must be.</summary>
    public FieldType Type { get; init; } = FieldType.Text;

    /// <summary>Culture in which numbers and dates are written, such as <c>de-DE</c>. Null: 1,234.56 and English month names.</summary>
    public string? Locale { get; init; }

    /// <summary>Exact form of a date, as .NET writes it (<c>dd.MM.yyyy</c>). Null: ISO 8601, RFC 1123, or day, month name and year.</summary>
    public string? Format { get; init; }

    /// <summary>Whether all matches are taken, as a list; otherwise the first.</summary>
    public bool List { get; init; }

    /// <summary>Whether a record without it is invalid. It is stored all the same, with the error.</summary>
    public bool Required { get; init; }

    /// <summary>What it is when nothing was found, converted as if it had been.</summary>
    public string? Default { get; init; }

    /// <summary>
    /// What becomes of white space: <c>collapse</c> makes one blank of each run, <c>lines</c> keeps the lines that a reader sees
    /// (blocks, items, rows, <c>br</c>), <c>ends</c> trims the ends, <c>none</c> leaves all of it.
    /// </summary>
    public TrimMode Trim { get; init; } = TrimMode.Collapse;

    /// <summary>What is done to the text, in order.</summary>
    public IReadOnlyList<string> Pipes { get; init; } = [];
}

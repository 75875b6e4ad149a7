namespace Thresher.Jobs.Rules;

/// <summary>What a record is and where it stands. A rule reads HTML pages, or JSON responses when its paths are JSON paths.</summary>
public sealed record ExtractRule
{
    /// <summary>Name of the records: letters, digits, <c>.</c>, <c>-</c>, <c>_</c>, at most 100, a letter or digit first.</summary>
    [Matches("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", "\"{0}\" is not a rule name: use letters, digits, '.', '-' and '_', at most 100, a letter or digit first")]
    public required string Name { get; init; }

    /// <summary>Regular expression (.NET, non-backtracking) on the page's whole URL. Null: every page.</summary>
    [Expression]
    public string? Url { get; init; }

    /// <summary>Glob on the page's whole URL: <c>*</c> within a path segment, <c>**</c> across them, <c>?</c> one character. Null: every page.</summary>
    public string? Glob { get; init; }

    /// <summary>
    /// One record for each match of this CSS selector, of this XPath when it begins with <c>/</c>, <c>./</c> or <c>(</c>, or of this JSONPath when it begins with <c>$</c>. Null: one record a
    /// page, on which at least one selector or path must have found something.
    /// </summary>
    public string? Each { get; init; }

    /// <summary>The record's fields by name, in their order.</summary>
    public required IReadOnlyDictionary<string, FieldRule> Fields { get; init; }
}

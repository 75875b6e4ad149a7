namespace Thresher.Jobs.Rules;

/// <summary>
/// Which links of a page are followed. A job with such rules follows no other links; the first rule that takes a link
/// decides about it. The scope and the limits hold for all.
/// </summary>
public sealed record FollowRule
{
    /// <summary>CSS selector of the links, or of elements whose links are meant. Null: all links of the page.</summary>
    public string? Css { get; init; }

    /// <summary>XPath of the links, of elements whose links are meant, or of attributes that hold URLs.</summary>
    public string? Xpath { get; init; }

    /// <summary>JSONPath or JSON Pointer of the URLs in a JSON response.</summary>
    public string? Json { get; init; }

    /// <summary>Regular expression (.NET, non-backtracking) on the link's whole URL.</summary>
    [Expression]
    public string? Url { get; init; }

    /// <summary>Glob on the link's whole URL.</summary>
    public string? Glob { get; init; }

    /// <summary>Regular expression on the URL of the page on which the links stand. Null: every page.</summary>
    [Expression]
    public string? On { get; init; }

    /// <summary>Higher goes first within a host; with 0 in the order of depth.</summary>
    [Bounds(-1_000, 1_000)]
    public int Priority { get; init; }

    /// <summary>Links at most so deep are taken. Null: the job's limit.</summary>
    [Bounds(0)]
    public int? MaxDepth { get; init; }

    /// <summary>Whether this is pagination: the next page counts as deep as this one.</summary>
    public bool Next { get; init; }
}

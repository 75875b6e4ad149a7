namespace Thresher.Jobs.Rules;

/// <summary>Which links belong to a crawl. A link must fit the mode and every list that is not empty.</summary>
public sealed record CrawlScope
{
    /// <summary>What a link must share with a seed.</summary>
    public ScopeMode Mode { get; init; } = ScopeMode.Host;

    /// <summary>Regular expressions (.NET, non-backtracking) on the whole URL; one must match.</summary>
    [Expression]
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Regular expressions on the whole URL; none may match.</summary>
    [Expression]
    public IReadOnlyList<string> Exclude { get; init; } = [];
}

namespace Thresher.TestWeb.Truth;

/// <summary>The seeds and rules of a crawl.</summary>
public sealed record CrawlTerms
{
    /// <summary>Where it starts; the roots of all hosts if null. <c>/items/</c> addresses are welcome.</summary>
    public IReadOnlyList<Uri>? Seeds { get; init; }

    /// <summary>Whether it obeys robots.txt.</summary>
    public bool RespectRobots { get; init; } = true;

    /// <summary>Whether it ignores links that a page marks nofollow.</summary>
    public bool RespectNofollow { get; init; } = true;

    /// <summary>Whether it follows links and redirects to hosts that no seed names.</summary>
    public bool AnyHost { get; init; }

    /// <summary>Pages deeper than this many links and redirects are excluded.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;
}

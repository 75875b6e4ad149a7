namespace Thresher.Storage.Rows;

/// <summary>
/// A place in a crawl's feed: what has a number up to these is committed or will never be, so nothing can be added below
/// it any more.
/// </summary>
/// <param name="Ends">Ends of URLs, and so pages and failures.</param>
/// <param name="Urls">Accepted URLs.</param>
/// <param name="Items">Records.</param>
/// <param name="Exchanges">Exchanges that left no page.</param>
public sealed record Cursor(long Ends, long Urls, long Items, long Exchanges)
{
    /// <summary>Before everything.</summary>
    public static Cursor Start { get; } = new(0, 0, 0, 0);
}

/// <summary>Where a row stands in a feed, for the step that goes on behind it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its row, among those of one number.</param>
internal readonly record struct ChangePosition(long Seq, long Id);

namespace Thresher.Storage.Sqlite;

/// <summary>How far a removal came in its way from the newest row to the oldest.</summary>
/// <param name="Below">Rows below this one are still to be looked at.</param>
/// <param name="HasRemoved">Whether a row of the crawl was found on this way.</param>
internal sealed record RemovalProgress(long Below, bool HasRemoved)
{
    /// <summary>Nothing was looked at yet.</summary>
    public static RemovalProgress Begin { get; } = new(long.MaxValue, false);
}

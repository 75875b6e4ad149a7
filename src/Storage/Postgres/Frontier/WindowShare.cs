namespace Thresher.Storage.Postgres.Frontier;

/// <summary>What one crawl may lease on one domain in one turn.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Crawl">The crawl.</param>
/// <param name="Count">How many URLs.</param>
internal readonly record struct WindowShare(long Domain, long Crawl, int Count);

using Thresher.Jobs.Scope;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>A URL on its way in, with the crawl that wants it and the row it was found on.</summary>
internal readonly record struct PostgresNewUrl(NewUrl Url, long CrawlId, long? FoundOn);

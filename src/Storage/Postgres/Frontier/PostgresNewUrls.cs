using Thresher.Storage.Postgres.Database;
using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// URLs on their way in. Most links of a page are known, so those are left out before anything is locked; what
/// another writer adds meanwhile is found out by the insert.
/// </summary>
internal sealed class PostgresNewUrls
{
    private readonly IReadOnlyList<PostgresNewUrl> _urls;
    private readonly List<int> _unknown;
    private readonly IReadOnlyDictionary<string, long> _ids;

    private PostgresNewUrls(IReadOnlyList<PostgresNewUrl> urls, List<int> unknown, IReadOnlyDictionary<string, long> ids) =>
        (_urls, _unknown, _ids) = (urls, unknown, ids);

    /// <summary>The domains to lock before <see cref="InsertAsync"/>.</summary>
    public IEnumerable<long> DomainIds => _ids.Values;

    public static async Task<PostgresNewUrls> PrepareAsync(
        PostgresDatabase database, PostgresDomainIds domains, IReadOnlyList<PostgresNewUrl> urls, CancellationToken cancellationToken)
    {
        if (urls.Count == 0)
        {
            return new PostgresNewUrls(urls, [], new Dictionary<string, long>());
        }

        var hashes = urls.Select(url => PostgresHash.ToUuid(url.Url.Hash)).Distinct().Order().ToArray();
        var known = await database.StatementAsync(
            statement => statement.QueryAsync("SELECT hash FROM urls WHERE hash = ANY($1)", row => PostgresHash.Read(row.GetGuid(0)), hashes),
            cancellationToken);
        var knownHashes = known.ToHashSet();
        var unknown = new List<int>();
        for (var i = 0; i < urls.Count; i++)
        {
            if (!knownHashes.Contains(urls[i].Url.Hash))
            {
                unknown.Add(i);
            }
        }

        return new PostgresNewUrls(
            urls, unknown, await domains.EnsureAsync(unknown.Select(i => urls[i].Url.Domain), cancellationToken));
    }

    /// <summary>The number of a URL's domain, after it was added.</summary>
    public long DomainOf(int index) => _ids[_urls[index].Url.Domain];

    /// <summary>Inserts, in order, those that are wanted and still unknown; of equal ones the first.</summary>
    /// <returns>The indexes of those added.</returns>
    public async Task<List<int>> InsertAsync(PostgresTransaction transaction, PostgresLedger ledger, Func<int, bool> isWanted)
    {
        var rows = new Dictionary<Hash128, int>();
        foreach (var i in _unknown)
        {
            if (isWanted(i))
            {
                rows.TryAdd(_urls[i].Url.Hash, i);
            }
        }

        if (rows.Count == 0)
        {
            return [];
        }

        var list = rows.Values.Select(i => _urls[i]).ToList();
        var inserted = await transaction.QueryAsync(
            """
            INSERT INTO urls (hash, crawl_id, domain_id, depth, hops, rank, found_on, url, canonical, kind)
            SELECT hash, crawl, domain, depth, hops, rank, found_on, url, canonical, kind
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY
                 AS x(hash, crawl, domain, depth, hops, rank, found_on, url, canonical, kind, place)
            ORDER BY place
            ON CONFLICT (hash) DO NOTHING RETURNING hash
            """,
            row => PostgresHash.Read(row.GetGuid(0)),
            list.Select(url => PostgresHash.ToUuid(url.Url.Hash)).ToArray(),
            list.Select(url => url.CrawlId).ToArray(),
            list.Select(url => _ids[url.Url.Domain]).ToArray(),
            list.Select(url => url.Url.Depth).ToArray(),
            list.Select(url => url.Url.Hops).ToArray(),
            list.Select(url => url.Url.Rank).ToArray(),
            list.Select(url => url.FoundOn).ToArray(),
            list.Select(url => PostgresText.Clean(url.Url.Url)).ToArray(),
            list.Select(url => PostgresText.Clean(url.Url.Canonical)).ToArray(),
            list.Select(url => (short)url.Url.Kind).ToArray());
        foreach (var hash in inserted)
        {
            ledger.Accept(_urls[rows[hash]].CrawlId, DomainOf(rows[hash]));
        }

        return [.. inserted.Select(hash => rows[hash])];
    }
}

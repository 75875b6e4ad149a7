using Thresher.Jobs.Scope;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;
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
    private readonly List<int> _nearer;
    private readonly IReadOnlyDictionary<string, long> _ids;

    private PostgresNewUrls(IReadOnlyList<PostgresNewUrl> urls, List<int> unknown, List<int> nearer, IReadOnlyDictionary<string, long> ids) =>
        (_urls, _unknown, _nearer, _ids) = (urls, unknown, nearer, ids);

    /// <summary>The domains to lock before <see cref="InsertAsync"/>.</summary>
    public IEnumerable<long> DomainIds => _ids.Values;

    public static async Task<PostgresNewUrls> PrepareAsync(
        PostgresDatabase database, PostgresDomainIds domains, IReadOnlyList<PostgresNewUrl> urls, CancellationToken cancellationToken)
    {
        if (urls.Count == 0)
        {
            return new PostgresNewUrls(urls, [], [], new Dictionary<string, long>());
        }

        var hashes = urls.Select(url => PostgresHash.ToUuid(url.Url.Hash)).Distinct().Order().ToArray();
        var known = await database.StatementAsync(
            statement => statement.QueryAsync(
                "SELECT hash, depth FROM urls WHERE hash = ANY($1)", row => (Hash: PostgresHash.Read(row.GetGuid(0)), Depth: row.GetInt32(1)), hashes),
            cancellationToken);
        var depths = known.ToDictionary(url => url.Hash, url => url.Depth);
        var unknown = new List<int>();
        var nearer = new List<int>();
        for (var i = 0; i < urls.Count; i++)
        {
            if (!depths.TryGetValue(urls[i].Url.Hash, out var depth))
            {
                unknown.Add(i);
            }
            else if (urls[i].Url.Depth < depth)
            {
                nearer.Add(i);
            }
        }

        return new PostgresNewUrls(
            urls, unknown, nearer, await domains.EnsureAsync(unknown.Select(i => urls[i].Url.Domain), cancellationToken));
    }

    /// <summary>The number of a URL's domain, after it was added.</summary>
    public long DomainOf(int index) => _ids[_urls[index].Url.Domain];

    /// <summary>
    /// Inserts, in order, those that are wanted and still unknown, of equal ones the first; of the others notes those that
    /// are shorter ways.
    /// </summary>
    /// <returns>The indexes of those added, and whether shorter ways were noted.</returns>
    public async Task<(List<int> Added, bool Nearer)> InsertAsync(PostgresTransaction transaction, PostgresLedger ledger, Func<int, bool> isWanted)
    {
        var added = await InsertUnknownAsync(transaction, ledger, isWanted);
        var unknown = _unknown.Where(isWanted).Except(added).ToList();
        List<int> nearer = [.. _nearer.Where(isWanted), .. unknown];
        if (nearer.Count > 0)
        {
            await transaction.ExecuteAllAsync([PostgresDepths.Note([.. nearer.Select(i => _urls[i].Url).Select(url => (url.Hash, url.Depth, url.Rank))])]);
        }

        return (added, nearer.Count > unknown.Count);
    }

    private async Task<List<int>> InsertUnknownAsync(PostgresTransaction transaction, PostgresLedger ledger, Func<int, bool> isWanted)
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
            list.Select(url => StoredText.Clean(url.Url.Url)).ToArray(),
            list.Select(url => StoredText.Clean(url.Url.Canonical)).ToArray(),
            list.Select(url => (short)url.Url.Kind).ToArray());
        foreach (var hash in inserted)
        {
            ledger.Accept(_urls[rows[hash]].CrawlId, DomainOf(rows[hash]));
        }

        return [.. inserted.Select(hash => rows[hash])];
    }
}

/// <summary>A URL on its way in, with the crawl that wants it and the row it was found on.</summary>
internal readonly record struct PostgresNewUrl(NewUrl Url, long CrawlId, long? FoundOn);

using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Postgres.Sessions;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Completing leases: many in one transaction, none of them split over two.</summary>
internal sealed partial class PostgresFrontier
{
    public async Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken)
    {
        if (completions.Count == 0)
        {
            return [];
        }

        var links = new List<PostgresNewUrl>();
        var from = new List<int>();
        for (var i = 0; i < completions.Count; i++)
        {
            var done = completions[i];
            links.AddRange(done.Links.Select(link => new PostgresNewUrl(link, done.CrawlId, done.UrlId)));
            from.AddRange(Enumerable.Repeat(i, done.Links.Count));
        }

        var batch = await PostgresNewUrls.PrepareAsync(database, domains, links, cancellationToken);
        return await database.RunAsync<IReadOnlyList<CompletionResult>>(
            async transaction =>
            {
                long[] circles = HasCircles(completions) ? await CirclesAsync(transaction, completions) : [];
                await transaction.LockDomainsAsync([.. completions.Select(done => done.DomainId).Concat(batch.DomainIds).Concat(circles).Distinct()]);
                var applied = await EndLeasesAsync(transaction, completions);
                var ledger = new PostgresLedger();
                var (added, _) = await batch.InsertAsync(transaction, ledger, link => applied.ContainsKey(from[link]));

                UrlCompletion[] ended = [.. applied.Keys.Order().Select(i => completions[i])];
                await PostgresPages.ForgetAsync(transaction, ledger, [.. applied.Where(done => done.Value).Select(done => completions[done.Key])]);
                foreach (var done in ended)
                {
                    ledger.Move(done.CrawlId, done.DomainId, UrlState.Leased, default, done.State, done.Outcome);
                    if (done.Page is { } page)
                    {
                        ledger.Store(done.CrawlId, done.DomainId, page.Bytes);
                        foreach (var item in done.Items)
                        {
                            ledger.Item(done.CrawlId, StoredText.Clean(item.Rule)!, 1, item.Errors is null ? 0 : 1);
                        }
                    }
                }

                if (circles.Length > 0)
                {
                    var circlesEnded = ended.Where(done => done.Reopens is not null).ToList();
                    await ReopenAsync(
                        transaction, ledger, circlesEnded.ConvertAll(done => PostgresHash.ToUuid(done.Reopens!.Value)).ToArray(), circlesEnded.ConvertAll(done => done.CrawlId).ToArray());
                }

                await transaction.ExecuteAllAsync([.. PostgresPages.Statements(ended), .. PostgresCookies.Statements(ended), .. PostgresShapes.Statements(ended), .. ledger.Statements()]);
                return Results(completions, applied, added.ToLookup(link => from[link], link => (batch.DomainOf(link), links[link].Url.Domain)));
            },
            cancellationToken);
    }

    /// <summary>Plain, for every batch takes it and hardly one has any.</summary>
    private static bool HasCircles(IReadOnlyList<UrlCompletion> completions)
    {
        for (var i = 0; i < completions.Count; i++)
        {
            if (completions[i].Reopens is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The domains of URLs that are to be asked again.</summary>
    private static async Task<long[]> CirclesAsync(PostgresTransaction transaction, IReadOnlyList<UrlCompletion> completions)
    {
        var circles = completions.Where(done => done.Reopens is not null).Select(done => PostgresHash.ToUuid(done.Reopens!.Value)).ToArray();
        return [.. await transaction.QueryAsync("SELECT DISTINCT domain_id FROM urls WHERE hash = ANY($1)", row => row.GetInt64(0), circles)];
    }

    /// <returns>How many of the redirects were queued again.</returns>
    private static async Task<int> ReopenAsync(PostgresTransaction transaction, PostgresLedger ledger, Guid[] urls, long[] crawls)
    {
        var opened = await transaction.QueryAsync(
            $"""
            UPDATE urls u SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = u.attempts + 1
            FROM (SELECT DISTINCT * FROM unnest($1, $2) AS y(hash, crawl_id)) x
            WHERE u.hash = x.hash AND u.crawl_id = x.crawl_id AND u.state = {UrlStates.Redirected} AND u.outcome = {FetchOutcomes.Redirect} AND u.attempts < $3
            RETURNING u.crawl_id, u.domain_id
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            urls,
            crawls,
            UrlCompletion.MostTurns);
        foreach (var (crawl, domain) in opened)
        {
            ledger.Move(crawl, domain, UrlState.Redirected, FetchOutcome.Redirect, UrlState.Queued, FetchOutcome.None);
            ledger.Wake(crawl, domain);
        }

        return opened.Count;
    }

    /// <summary>Moves the rows that are still leased as the completions say.</summary>
    /// <returns>The indexes of the completions that apply, and whether the URL has a page from an earlier fetch.</returns>
    private static async Task<Dictionary<int, bool>> EndLeasesAsync(PostgresTransaction transaction, IReadOnlyList<UrlCompletion> completions)
    {
        // Of two completions of one lease the first counts.
        var first = completions.Index().DistinctBy(done => (done.Item.UrlId, done.Item.Epoch, done.Item.DomainId, done.Item.CrawlId)).ToList();
        var applied = await transaction.QueryAsync(
            $"""
            UPDATE urls u SET state = x.state, outcome = x.outcome, status = x.status, due_at = x.due_at,
                              attempts = u.attempts + x.failed, strikes = u.strikes + x.struck, parsing = false, refresh = u.refresh AND x.state <> {UrlStates.Fetched},
                              reread = u.reread AND x.state <> {UrlStates.Fetched}
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 AS x(i, id, epoch, domain_id, crawl_id, state, outcome, status, due_at, failed, struck)
                 LEFT JOIN pages p ON p.url_id = x.id
            WHERE u.id = x.id AND u.{IsLeased} AND u.epoch = x.epoch AND u.domain_id = x.domain_id AND u.crawl_id = x.crawl_id
            RETURNING x.i, p.url_id IS NOT NULL
            """,
            row => (Index: row.GetInt32(0), HasPage: row.GetBoolean(1)),
            first.Select(done => done.Index).ToArray(),
            first.Select(done => done.Item.UrlId).ToArray(),
            first.Select(done => done.Item.Epoch).ToArray(),
            first.Select(done => done.Item.DomainId).ToArray(),
            first.Select(done => done.Item.CrawlId).ToArray(),
            first.Select(done => (short)done.Item.State).ToArray(),
            first.Select(done => (short)done.Item.Outcome).ToArray(),
            first.Select(done => done.Item.Status).ToArray(),
            first.Select(done => done.Item.DueAt).ToArray(),
            first.Select(done => done.Item.State is UrlState.Retrying or UrlState.Failed ? 1 : 0).ToArray(),
            first.Select(done => done.Item.IsStrike ? 1 : 0).ToArray());
        return applied.ToDictionary(done => done.Index, done => done.HasPage);
    }

    private static CompletionResult[] Results(
        IReadOnlyList<UrlCompletion> completions, Dictionary<int, bool> applied, ILookup<int, (long Id, string Key)> added)
    {
        var results = new CompletionResult[completions.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var own = completions[i].DomainId;
            results[i] = applied.ContainsKey(i)
                ? new CompletionResult(
                    true,
                    added[i].Count(domain => domain.Id == own),
                    [.. added[i].Where(domain => domain.Id != own).Select(domain => domain.Key).Distinct(StringComparer.Ordinal)])
                : CompletionResult.Stale;
        }

        return results;
    }
}

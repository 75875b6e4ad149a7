using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>Stored pages that are read again, in SQLite.</summary>
internal sealed class SqliteStoredPages(SqliteWriter writer, TimeProvider time) : IStoredPages
{
    private static readonly string Kept = KeptPages.Query("?1", "?2", "?3");

    public Task<IReadOnlyList<KeptPage>> ReadAsync(long crawlId, long after, int most, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<KeptPage>>(
            session =>
            {
                var pages = new List<KeptPage>();
                var row = session[Kept].Bind(crawlId).Bind(after).Bind(most);
                while (row.Read())
                {
                    pages.Add(new KeptPage(
                        row.Int(0), row.Text(1), (int)row.Int(2), (UrlState)row.Int(3), row.TextOrNull(4), row.TextOrNull(5), row.Int(6), (PageFlags)row.Int(7), row.BlobOrNull(8)));
                }

                return pages;
            },
            cancellationToken);

    public Task<(int Pages, int Links)> ReplaceAsync(long crawlId, IReadOnlyList<PageReread> pages, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var ledger = new SqliteLedger();
                var (stored, links, nearer) = (0, 0, false);
                foreach (var page in pages)
                {
                    if (session["UPDATE pages SET flags = ?4 WHERE url_id = ?1 AND crawl_id = ?2 AND fetched_at = ?3"]
                        .Bind(page.UrlId).Bind(crawlId).Bind(page.FetchedAt).Bind((long)page.Flags).Run() == 0)
                    {
                        continue;
                    }

                    stored++;
                    SqliteFrontier.ForgetItems(session, ledger, crawlId, page.UrlId);
                    SqliteFrontier.InsertItems(session, ledger, crawlId, page.UrlId, page.Items);
                    session["DELETE FROM page_texts WHERE url_id = ?"].Bind(page.UrlId).Run();
                    if (page.Markdown is { } markdown)
                    {
                        SqliteFrontier.InsertText(session, page.UrlId, markdown);
                    }

                    if (page.OutLinks is { } outLinks)
                    {
                        SqliteDepths.Keep(session, page.UrlId, outLinks);
                    }

                    foreach (var link in page.Links)
                    {
                        links += SqliteFrontier.Insert(session, ledger, crawlId, link, page.UrlId, ref nearer) == 0 ? 0 : 1;
                    }
                }

                if (links > 0 || nearer)
                {
                    Reopen(session, crawlId, CrawlState.Running);
                }

                ledger.Flush(session, time.UnixMs());
                return (stored, links);
            },
            cancellationToken);

    public Task<int> FetchAgainAsync(long crawlId, IReadOnlyList<long> urlIds, CrawlState state, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var ledger = new SqliteLedger();
                var queued = 0;
                foreach (var id in urlIds)
                {
                    var row = session["SELECT domain_id, state, outcome FROM urls WHERE id = ? AND crawl_id = ?"].Bind(id).Bind(crawlId);
                    if (!row.Read())
                    {
                        continue;
                    }

                    var (domain, before, outcome) = (row.Int(0), (UrlState)row.Int(1), (FetchOutcome)row.Int(2));
                    row.Reset();
                    if (!RefreshRules.MayQueue(before))
                    {
                        continue;
                    }

                    session[$"UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = 0, hops = 0, refresh = 1, reread = 1 WHERE id = ?"].Bind(id).Run();
                    ledger.Move(crawlId, domain, before, outcome, UrlState.Queued, FetchOutcome.None);
                    ledger.Wake(crawlId, domain);
                    queued++;
                }

                if (queued > 0)
                {
                    Reopen(session, crawlId, state);
                }

                ledger.Flush(session, time.UnixMs());
                return queued;
            },
            cancellationToken);

    private static void Reopen(SqliteSession session, long crawlId, CrawlState state) =>
        session[$"UPDATE crawls SET state = ?2, version = version + 1, finished_at = NULL WHERE id = ?1 AND state = {CrawlStates.Complete}"].Bind(crawlId).Bind((long)state).Run();
}

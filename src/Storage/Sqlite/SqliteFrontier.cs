using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Shapes;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>The frontier in SQLite: every method is one operation of the writer, so each is a transaction.</summary>
internal sealed partial class SqliteFrontier(SqliteWriter writer, TimeProvider time)
    : IUrlIntake, IUrlQueue, IDomainLeases, IDomainOwners, IUrlTransitions, ICookies, IRenderShapes
{
    public Task<IReadOnlyList<bool>> AcceptAsync(
        long crawlId, IReadOnlyList<NewUrl> urls, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<bool>>(
            session =>
            {
                var crawl = session["SELECT name, state FROM crawls WHERE id = ?"].Bind(crawlId);
                (string, CrawlState)? found = crawl.Read() ? (crawl.Text(0), (CrawlState)crawl.Int(1)) : null;
                crawl.Reset();
                SeedableCrawl.Demand(crawlId, found);
                var ledger = new SqliteLedger();
                var added = new bool[urls.Count];
                var nearer = false;
                for (var i = 0; i < added.Length; i++)
                {
                    added[i] = Insert(session, ledger, crawlId, urls[i], null, ref nearer) != 0;
                }

                foreach (var key in scopeKeys)
                {
                    session["INSERT INTO scope_keys (crawl_id, key) VALUES (?, ?) ON CONFLICT DO NOTHING"].Bind(crawlId).Bind(key).Run();
                }

                // A complete crawl with URLs to fetch would be none: the process that accepted them may be dead before it could say so.
                if (nearer || added.Contains(true))
                {
                    session[$"UPDATE crawls SET state = {CrawlStates.Running}, version = version + 1, finished_at = NULL WHERE id = ? AND state = {CrawlStates.Complete}"].Bind(crawlId).Run();
                }

                ledger.Flush(session, time.UnixMs());
                return added;
            },
            cancellationToken);

    public Task RemoveScopeAsync(long crawlId, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                foreach (var key in scopeKeys)
                {
                    session["DELETE FROM scope_keys WHERE crawl_id = ? AND key = ?"].Bind(crawlId).Bind(key).Run();
                }

                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<bool>> InScopeAsync(
        long crawlId, IReadOnlyList<string> scopeKeys, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<bool>>(
            session => [.. scopeKeys.Select(key =>
                session["SELECT 1 FROM scope_keys WHERE crawl_id = ? AND key = ?"].Bind(crawlId).Bind(key).Scalar() != 0)],
            cancellationToken);

    public Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<CompletionResult>>(
            session =>
            {
                var ledger = new SqliteLedger();
                var results = new CompletionResult[completions.Count];
                for (var i = 0; i < results.Length; i++)
                {
                    results[i] = Complete(session, ledger, completions[i]);
                }

                ledger.Flush(session, time.UnixMs());
                return results;
            },
            cancellationToken);

    public Task<bool> MarkParsingAsync(long urlId, long epoch, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session[$"UPDATE urls SET parsing = 1 WHERE id = ? AND state = {UrlStates.Leased} AND epoch = ?"]
                .Bind(urlId).Bind(epoch).Run() == 1,
            cancellationToken);

    /// <summary>Adds a URL, or notes a shorter way to a known one.</summary>
    /// <returns>The domain's number, or 0 when the URL is known.</returns>
    internal static long Insert(SqliteSession session, SqliteLedger ledger, long crawlId, NewUrl url, long? foundOn, ref bool nearer)
    {
        // The look-up first: most links are known, and a domain is to be created only with a URL of its own.
        var known = session["SELECT id, depth FROM urls WHERE hash = ?"].Bind(url.Hash);
        if (known.Read())
        {
            var (id, depth) = (known.Int(0), known.Int(1));
            known.Reset();
            if (url.Depth < depth)
            {
                SqliteDepths.Note(session, crawlId, id, url.Depth, url.Rank);
                nearer = true;
            }

            return 0;
        }

        var domain = session.Domains.Ensure(url.Domain);
        session[$"""
            INSERT INTO urls (hash, crawl_id, domain_id, state, depth, hops, rank, found_on, url, canonical, kind, accepted_at)
            VALUES (?, ?, ?, {UrlStates.Queued}, ?, ?, ?, ?, ?, ?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))
            """]
            .Bind(url.Hash).Bind(crawlId).Bind(domain).Bind(url.Depth).Bind(url.Hops).Bind(url.Rank).Bind(foundOn)
            .Bind(url.Url).Bind(url.Canonical).Bind((long)url.Kind).Run();
        ledger.Accept(crawlId, domain);
        return domain;
    }

    private static CompletionResult Complete(SqliteSession session, SqliteLedger ledger, UrlCompletion done)
    {
        var failed = done.State is UrlState.Retrying or UrlState.Failed ? 1 : 0;
        var applied = session[$"""
            UPDATE urls SET state = ?3, outcome = ?4, status = ?5, due_at = ?6, attempts = attempts + ?7, strikes = strikes + ?10, parsing = 0,
                   refresh = CASE WHEN ?3 = {UrlStates.Fetched} THEN 0 ELSE refresh END,
                   reread = CASE WHEN ?3 = {UrlStates.Fetched} THEN 0 ELSE reread END
            WHERE id = ?1 AND state = {UrlStates.Leased} AND epoch = ?2 AND domain_id = ?8 AND crawl_id = ?9
            """]
            .Bind(done.UrlId).Bind(done.Epoch).Bind((long)done.State).Bind((long)done.Outcome).Bind(done.Status)
            .Bind(done.DueAt).Bind(failed).Bind(done.DomainId).Bind(done.CrawlId).Bind(done.IsStrike ? 1 : 0).Run();
        if (applied == 0)
        {
            return CompletionResult.Stale;
        }

        ledger.Move(done.CrawlId, done.DomainId, UrlState.Leased, FetchOutcome.None, done.State, done.Outcome);
        if (done.Page is { } page)
        {
            ForgetPage(session, ledger, done);
            InsertPage(session, done, page);
            ledger.Store(done.CrawlId, done.DomainId, page.Bytes);
            InsertItems(session, ledger, done.CrawlId, done.UrlId, done.Items);
        }

        if (done.Check is { } check)
        {
            session["UPDATE pages SET checked_at = ?, etag = ?, last_modified = ? WHERE url_id = ?"]
                .Bind(check.CheckedAt).Bind(check.ETag).Bind(check.LastModified).Bind(done.UrlId).Run();
            if (check.Head is { } head)
            {
                session["UPDATE page_heads SET checked = ?, checked_checksum = ? WHERE url_id = ?"].Bind(head).Bind(RowChecksums.Of(head)).Bind(done.UrlId).Run();
            }
        }

        if (done.OutLinks is { } outLinks)
        {
            SqliteDepths.Keep(session, done.UrlId, outLinks);
        }

        if (done.Note is { } note)
        {
            session["INSERT INTO url_notes (url_id, outcome, note) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET outcome = ?2, note = ?3"]
                .Bind(done.UrlId).Bind((long)done.Outcome).Bind(note).Run();
        }

        if (done.Cookies is { } cookies)
        {
            WriteCookies(session, done.CrawlId, cookies);
        }

        if (done.Shape is { } shape)
        {
            WriteShape(session, done.CrawlId, shape);
        }

        if (done.Reopens is { } circle)
        {
            Reopen(session, ledger, done.CrawlId, circle);
        }

        if (done.Exchange is { } exchange)
        {
            session["INSERT INTO exchanges (crawl_id, url_id, outcome, at, head, body, cut, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"]
                .Bind(done.CrawlId).Bind(done.UrlId).Bind((long)(exchange.Outcome ?? done.Outcome)).Bind(exchange.At).Bind(exchange.Head).Bind(exchange.Body)
                .Bind(exchange.IsCut ? 1 : 0).Bind(RowChecksums.Of(exchange.Outcome ?? done.Outcome, exchange)).Run();
        }

        var own = 0;
        var nearer = false;
        List<string>? elsewhere = null;
        foreach (var link in done.Links)
        {
            var domain = Insert(session, ledger, done.CrawlId, link, done.UrlId, ref nearer);
            if (domain == done.DomainId)
            {
                own++;
            }
            else if (domain != 0)
            {
                elsewhere ??= [];
                if (!elsewhere.Contains(link.Domain))
                {
                    elsewhere.Add(link.Domain);
                }
            }
        }

        return new CompletionResult(true, own, elsewhere ?? []);
    }

    private static void InsertPage(SqliteSession session, UrlCompletion done, PageRow page)
    {
        session["""
            INSERT INTO pages (url_id, crawl_id, status, content_type, charset, title, bytes, content_hash, fetched_at,
                               elapsed_ms, link_count, flags, etag, last_modified, canonical_link, checked_at, simhash, checksum)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """]
            .Bind(done.UrlId).Bind(done.CrawlId).Bind(page.Status).Bind(page.ContentType).Bind(page.Charset)
            .Bind(page.Title).Bind(page.Bytes).Bind(page.ContentHash).Bind(page.FetchedAt).Bind(page.ElapsedMs)
            .Bind(page.LinkCount).Bind((long)page.Flags).Bind(page.ETag).Bind(page.LastModified)
            .Bind(page.CanonicalLink).Bind(Math.Max(page.CheckedAt, page.FetchedAt)).Bind((long?)page.SimHash).Bind(RowChecksums.Of(page)).Run();
        if (page.Body is { } body)
        {
            session["INSERT INTO page_bodies (url_id, body) VALUES (?, ?)"].Bind(done.UrlId).Bind(body).Run();
        }

        if (page.Original is { } original)
        {
            session["INSERT INTO page_originals (url_id, body, checksum) VALUES (?, ?, ?)"].Bind(done.UrlId).Bind(original).Bind(RowChecksums.Of(original)).Run();
        }

        if (page.Head is { } head)
        {
            session["INSERT INTO page_heads (url_id, fetched, checksum) VALUES (?, ?, ?)"].Bind(done.UrlId).Bind(head).Bind(RowChecksums.Of(head)).Run();
        }

        if (page.Markdown is { } markdown)
        {
            InsertText(session, done.UrlId, markdown);
        }
    }
}

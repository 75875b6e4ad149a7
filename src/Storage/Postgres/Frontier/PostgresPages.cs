using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>The statements that store the pages of completed URLs with their records.</summary>
internal static class PostgresPages
{
    /// <summary>Removes what an earlier fetch of these URLs stored.</summary>
    public static async Task ForgetAsync(PostgresTransaction transaction, PostgresLedger ledger, IReadOnlyList<UrlCompletion> completions)
    {
        var fetched = completions.Where(done => done.Page is not null).ToDictionary(done => done.UrlId);
        if (fetched.Count == 0)
        {
            return;
        }

        foreach (var (urlId, bytes, rule, items, invalid) in await transaction.QueryAsync(
            """
            WITH page AS (DELETE FROM pages WHERE url_id = ANY($1) RETURNING url_id, bytes),
                 body AS (DELETE FROM page_bodies WHERE url_id = ANY($1)),
                 original AS (DELETE FROM page_originals WHERE url_id = ANY($1)),
                 text AS (DELETE FROM page_texts WHERE url_id = ANY($1)),
                 head AS (DELETE FROM page_heads WHERE url_id = ANY($1)),
                 link AS (DELETE FROM page_links WHERE url_id = ANY($1)),
                 item AS (DELETE FROM items WHERE url_id = ANY($1) RETURNING url_id, rule, errors)
            SELECT url_id, bytes, NULL::text, 0::bigint, 0::bigint FROM page
            UNION ALL
            SELECT url_id, 0, rule, count(*), count(errors) FROM item GROUP BY url_id, rule
            """,
            row => (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
            fetched.Keys.ToArray()))
        {
            var done = fetched[urlId];
            ledger.Store(done.CrawlId, done.DomainId, -bytes);
            if (rule is not null)
            {
                ledger.Item(done.CrawlId, rule, -items, -invalid);
            }
        }
    }

    /// <summary>What stores the pages.</summary>
    public static IEnumerable<(string Sql, object?[] Values)> Statements(IReadOnlyList<UrlCompletion> completions)
    {
        var pages = completions.Where(done => done.Page is not null).Select(done => (done.UrlId, done.CrawlId, Page: done.Page!)).ToList();
        if (pages.Count > 0)
        {
            yield return (
                """
                INSERT INTO pages (url_id, crawl_id, bytes, fetched_at, content_hash, status, elapsed_ms, link_count, flags,
                                   content_type, charset, title, etag, last_modified, canonical_link, checked_at, simhash, checksum)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                """,
                [
                    pages.Select(page => page.UrlId).ToArray(),
                    pages.Select(page => page.CrawlId).ToArray(),
                    pages.Select(page => page.Page.Bytes).ToArray(),
                    pages.Select(page => page.Page.FetchedAt).ToArray(),
                    pages.Select(page => PostgresHash.ToUuid(page.Page.ContentHash)).ToArray(),
                    pages.Select(page => page.Page.Status).ToArray(),
                    pages.Select(page => page.Page.ElapsedMs).ToArray(),
                    pages.Select(page => page.Page.LinkCount).ToArray(),
                    pages.Select(page => (int)page.Page.Flags).ToArray(),
                    pages.Select(page => StoredText.Clean(page.Page.ContentType)).ToArray(),
                    pages.Select(page => StoredText.Clean(page.Page.Charset)).ToArray(),
                    pages.Select(page => StoredText.Clean(page.Page.Title)).ToArray(),
                    pages.Select(page => StoredText.Clean(page.Page.ETag)).ToArray(),
                    pages.Select(page => StoredText.Clean(page.Page.LastModified)).ToArray(),
                    pages.Select(page => StoredText.Clean(page.Page.CanonicalLink)).ToArray(),
                    pages.Select(page => Math.Max(page.Page.CheckedAt, page.Page.FetchedAt)).ToArray(),
                    pages.Select(page => (long?)page.Page.SimHash).ToArray(),
                    pages.Select(page => RowChecksums.Of(page.Page)).ToArray(),
                ]);
        }

        var checks = completions.Where(done => done.Check is not null).Select(done => (done.UrlId, Check: done.Check!)).ToList();
        if (checks.Count > 0)
        {
            yield return (
                """
                UPDATE pages p SET checked_at = x.checked_at, etag = x.etag, last_modified = x.last_modified
                FROM unnest($1, $2, $3, $4) AS x(url_id, checked_at, etag, last_modified) WHERE p.url_id = x.url_id
                """,
                [
                    checks.Select(check => check.UrlId).ToArray(),
                    checks.Select(check => check.Check.CheckedAt).ToArray(),
                    checks.Select(check => StoredText.Clean(check.Check.ETag)).ToArray(),
                    checks.Select(check => StoredText.Clean(check.Check.LastModified)).ToArray(),
                ]);
        }

        var checkedHeads = checks.Where(check => check.Check.Head is not null).ToList();
        if (checkedHeads.Count > 0)
        {
            yield return (
                "UPDATE page_heads h SET checked = x.head, checked_checksum = x.checksum FROM unnest($1, $2, $3) AS x(url_id, head, checksum) WHERE h.url_id = x.url_id",
                [
                    checkedHeads.Select(check => check.UrlId).ToArray(),
                    checkedHeads.Select(check => check.Check.Head!).ToArray(),
                    checkedHeads.Select(check => RowChecksums.Of(check.Check.Head!)).ToArray(),
                ]);
        }

        var heads = pages.Where(page => page.Page.Head is not null).ToList();
        if (heads.Count > 0)
        {
            yield return (
                "INSERT INTO page_heads (url_id, fetched, checksum) SELECT * FROM unnest($1, $2, $3)",
                [
                    heads.Select(page => page.UrlId).ToArray(),
                    heads.Select(page => page.Page.Head!).ToArray(),
                    heads.Select(page => RowChecksums.Of(page.Page.Head!)).ToArray(),
                ]);
        }

        var bodies = pages.Where(page => page.Page.Body is not null).ToList();
        if (bodies.Count > 0)
        {
            yield return (
                "INSERT INTO page_bodies (url_id, body) SELECT * FROM unnest($1, $2)",
                [bodies.Select(page => page.UrlId).ToArray(), bodies.Select(page => page.Page.Body!).ToArray()]);
        }

        var originals = pages.Where(page => page.Page.Original is not null).ToList();
        if (originals.Count > 0)
        {
            yield return (
                "INSERT INTO page_originals (url_id, body, checksum) SELECT * FROM unnest($1, $2, $3)",
                [
                    originals.Select(page => page.UrlId).ToArray(),
                    originals.Select(page => page.Page.Original!).ToArray(),
                    originals.Select(page => RowChecksums.Of(page.Page.Original!)).ToArray(),
                ]);
        }

        var noted = completions.Where(done => done.Note is not null).ToList();
        if (noted.Count > 0)
        {
            yield return (
                "INSERT INTO url_notes (url_id, outcome, note) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (url_id) DO UPDATE SET outcome = EXCLUDED.outcome, note = EXCLUDED.note",
                [
                    noted.Select(done => done.UrlId).ToArray(),
                    noted.Select(done => (short)done.Outcome).ToArray(),
                    noted.Select(done => StoredText.Clean(done.Note)).ToArray(),
                ]);
        }

        var exchanged = completions.Where(done => done.Exchange is not null).Select(done => (done, Exchange: done.Exchange!)).ToList();
        if (exchanged.Count > 0)
        {
            yield return (
                "INSERT INTO exchanges (crawl_id, url_id, outcome, at, head, body, cut, checksum) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    exchanged.Select(row => row.done.CrawlId).ToArray(),
                    exchanged.Select(row => row.done.UrlId).ToArray(),
                    exchanged.Select(row => (short)(row.Exchange.Outcome ?? row.done.Outcome)).ToArray(),
                    exchanged.Select(row => row.Exchange.At).ToArray(),
                    exchanged.Select(row => row.Exchange.Head).ToArray(),
                    exchanged.Select(row => row.Exchange.Body).ToArray(),
                    exchanged.Select(row => row.Exchange.IsCut).ToArray(),
                    exchanged.Select(row => RowChecksums.Of(row.Exchange.Outcome ?? row.done.Outcome, row.Exchange)).ToArray(),
                ]);
        }

        foreach (var statement in Texts([.. pages.Where(page => page.Page.Markdown is not null).Select(page => (page.UrlId, page.Page.Markdown!))])
            .Concat(PostgresDepths.Kept([.. completions.Where(done => done.OutLinks is not null).Select(done => (done.UrlId, done.OutLinks!))]))
            .Concat(Items([.. completions.Where(done => done.Page is not null).SelectMany(done => done.Items, (done, item) => (done.UrlId, done.CrawlId, item))])))
        {
            yield return statement;
        }
    }

    /// <summary>What stores the readable text of pages.</summary>
    public static IEnumerable<(string Sql, object?[] Values)> Texts(IReadOnlyList<(long UrlId, byte[] Markdown)> texts)
    {
        if (texts.Count > 0)
        {
            yield return (
                "INSERT INTO page_texts (url_id, markdown, checksum) SELECT * FROM unnest($1, $2, $3)",
                [texts.Select(page => page.UrlId).ToArray(), texts.Select(page => page.Markdown).ToArray(), texts.Select(page => RowChecksums.Of(page.Markdown)).ToArray()]);
        }
    }

    /// <summary>What stores records, in their order.</summary>
    public static IEnumerable<(string Sql, object?[] Values)> Items(IReadOnlyList<(long UrlId, long CrawlId, ItemRow Item)> items)
    {
        if (items.Count > 0)
        {
            yield return (
                """
                INSERT INTO items (url_id, crawl_id, ordinal, rule, json, errors, checksum)
                SELECT url_id, crawl_id, ordinal, rule, json, errors, checksum
                FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS x(url_id, crawl_id, ordinal, rule, json, errors, checksum, place) ORDER BY place
                """,
                [
                    items.Select(row => row.UrlId).ToArray(),
                    items.Select(row => row.CrawlId).ToArray(),
                    items.Select(row => row.Item.Ordinal).ToArray(),
                    items.Select(row => StoredText.Clean(row.Item.Rule)).ToArray(),
                    items.Select(row => StoredText.Clean(row.Item.Json)).ToArray(),
                    items.Select(row => StoredText.Clean(row.Item.Errors)).ToArray(),
                    items.Select(row => RowChecksums.Of(row.Item)).ToArray(),
                ]);
        }
    }
}

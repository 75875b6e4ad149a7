using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>Writes the changes to the counters.</summary>
internal sealed class SqliteLedger : LedgerChanges
{
    private static readonly string WritePending = $"""
        UPDATE domains SET pending = pending + ?2, wake_at = {WakeRules.AfterChange("pending + ?2", "?3", "wake_at", "min(wake_at, ?4)")}
        WHERE id = ?1
        """;

    /// <summary>Writes the sums.</summary>
    /// <param name="session">The writer's session, inside the operation's transaction.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Flush(SqliteSession session, long now)
    {
        foreach (var ((crawl, state, outcome), n) in Tallies)
        {
            if (n != 0)
            {
                session["""
                    INSERT INTO tallies (crawl_id, state, outcome, n) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT DO UPDATE SET n = n + ?4
                    """].Bind(crawl).Bind((long)state).Bind((long)outcome).Bind(n).Run();
            }
        }

        foreach (var (crawl, (accepted, items, bytes)) in Totals)
        {
            session["""
                INSERT INTO totals (crawl_id, accepted, bytes, items) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET accepted = accepted + ?2, bytes = bytes + ?3, items = items + ?4
                """].Bind(crawl).Bind(accepted).Bind(bytes).Bind(items).Run();
        }

        foreach (var ((crawl, rule), (items, invalid)) in Rules)
        {
            session["""
                INSERT INTO item_tallies (crawl_id, rule, items, invalid) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET items = items + ?3, invalid = invalid + ?4
                """].Bind(crawl).Bind(rule).Bind(items).Bind(invalid).Run();
        }

        foreach (var ((domain, crawl), changes) in Domains)
        {
            Write(session, domain, crawl, changes, now);
        }
    }

    private static void Write(SqliteSession session, long domain, long crawl, DomainChanges changes, long now)
    {
        var insert = session["""
            INSERT INTO crawl_domains (domain_id, crawl_id, bytes, queued, leased, retrying, fetched, redirected,
                                       failed, excluded, quarantined)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT DO UPDATE SET
                bytes = bytes + ?3, queued = queued + ?4, leased = leased + ?5, retrying = retrying + ?6, fetched = fetched + ?7,
                redirected = redirected + ?8, failed = failed + ?9, excluded = excluded + ?10, quarantined = quarantined + ?11
            """].Bind(domain).Bind(crawl).Bind(changes.Bytes);
        foreach (var count in changes.Counts)
        {
            insert.Bind(count);
        }

        insert.Run();
        if (changes.Pending != 0 || changes.Wakes)
        {
            session[WritePending].Bind(domain).Bind(changes.Pending).Bind(changes.Wakes ? 1 : 0).Bind(now).Run();
        }
    }
}

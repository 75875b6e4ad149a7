using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>Owning domains, and what becomes of their leases when an owner is gone.</summary>
internal sealed partial class SqliteFrontier
{
    private const string SetFree = "UPDATE domains SET owner = NULL, wake_at = ?2, quiet_since = max(quiet_since, ?3) WHERE id = ?1";

    private static readonly string EndOwner = $"""
        UPDATE domains SET owner = NULL, wake_at = {WakeRules.AfterOwner("pending", "?2")}, quiet_since = max(quiet_since, ?2) WHERE id = ?1
        """;

    private static readonly string RecoverLeases = $"""
        UPDATE urls SET {CrashRules.Assignments(counts: "?2", now: "?3")}
        WHERE domain_id = ?1 AND state = {UrlStates.Leased} RETURNING crawl_id, state, outcome
        """;

    public Task<DomainLease> AcquireAsync(
        string domain, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var now = time.UnixMs();
                var id = session.Domains.Ensure(domain);
                if (session["SELECT 1 FROM domains WHERE id = ? AND owner <> ? AND lease_until >= ?"].Bind(id).Bind(owner).Bind(now).Scalar() != 0)
                {
                    return DomainLease.None;
                }

                // An owner whose lease ran out was told by nobody, and may have sent requests until now.
                session["""
                    UPDATE domains SET owner = ?2, lease_until = ?3, epoch = epoch + 1,
                        quiet_since = CASE WHEN owner IS NULL THEN quiet_since ELSE ?4 END
                    WHERE id = ?1
                    """].Bind(id).Bind(owner).Bind(now + (long)lease.TotalMilliseconds).Bind(now).Run();
                var recovered = Recover(session, id, countCrash: true, now);
                var epoch = session["SELECT epoch FROM domains WHERE id = ?"].Bind(id).Scalar();
                var quietMs = Math.Max(0, now - session["SELECT quiet_since FROM domains WHERE id = ?"].Bind(id).Scalar());
                return new DomainLease(id, epoch, recovered, TimeSpan.FromMilliseconds(quietMs));
            },
            cancellationToken);

    public Task<bool> ReleaseAsync(long domainId, long epoch, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                if (!Holds(session, domainId, epoch))
                {
                    return true;
                }

                // What the owner lost track of would stay leased, and its domain would never be due.
                var now = time.UnixMs();
                Recover(session, domainId, countCrash: false, now);
                if (WakeRules.AfterRelease(Waiting(session, domainId), now) is not { } wakeAt)
                {
                    return false;
                }

                Free(session, domainId, wakeAt, now);
                return true;
            },
            cancellationToken);

    public Task AbandonAsync(long domainId, long epoch, long wakeAt, TimeSpan quietFor, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                if (Holds(session, domainId, epoch))
                {
                    var now = time.UnixMs();
                    Recover(session, domainId, countCrash: false, now);
                    Free(session, domainId, wakeAt, now - (long)quietFor.TotalMilliseconds);
                }
            },
            cancellationToken);

    public Task<int> GiveUpAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var rows = new List<(long Id, long Crawl, UrlState State)>();
                if (Holds(session, domainId, epoch))
                {
                    // One select for each partial index: a planner given both states would use neither.
                    Collect(session[$"SELECT id, crawl_id FROM urls WHERE domain_id = ? AND state = {UrlStates.Queued} LIMIT ?"], UrlState.Queued);
                    Collect(session[$"SELECT id, crawl_id FROM urls WHERE domain_id = ? AND state = {UrlStates.Retrying} LIMIT ?"], UrlState.Retrying);
                }

                void Collect(SqliteStatement select, UrlState state)
                {
                    select.Bind(domainId).Bind(max - rows.Count);
                    while (select.Read())
                    {
                        rows.Add((select.Int(0), select.Int(1), state));
                    }
                }

                var ledger = new SqliteLedger();
                foreach (var (id, crawl, state) in rows)
                {
                    session[$"UPDATE urls SET state = {UrlStates.Failed}, outcome = ?2 WHERE id = ?1"].Bind(id).Bind((long)FetchOutcome.HostGivenUp).Run();
                    ledger.Move(crawl, domainId, state, FetchOutcome.None, UrlState.Failed, FetchOutcome.HostGivenUp);
                }

                ledger.Flush(session, time.UnixMs());
                return rows.Count;
            },
            cancellationToken);

    public Task<IReadOnlyList<string>> DueDomainsAsync(int limit, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<string>>(
            session =>
            {
                var now = time.UnixMs();
                var keys = new List<string>();
                var due = session["""
                    SELECT key FROM domains WHERE pending > 0 AND owner IS NULL AND wake_at <= ?1 ORDER BY wake_at LIMIT ?2
                    """].Bind(now).Bind(limit);
                while (due.Read())
                {
                    keys.Add(due.Text(0));
                }

                var expired = session["""
                    SELECT key FROM domains WHERE owner IS NOT NULL AND lease_until < ?1 AND pending > 0 LIMIT ?2
                    """].Bind(now).Bind(limit - keys.Count);
                while (expired.Read())
                {
                    keys.Add(expired.Text(0));
                }

                return keys;
            },
            cancellationToken);

    public Task RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session["UPDATE domains SET lease_until = ?2 WHERE owner = ?1"]
                .Bind(owner).Bind(time.UnixMs() + (long)lease.TotalMilliseconds).Run(),
            cancellationToken);

    public Task ReleaseOwnerAsync(string owner, bool graceful, Func<string, TimeSpan> quietFor, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var now = time.UnixMs();
                var held = new List<(long Id, string Key)>();
                var select = session["SELECT id, key FROM domains WHERE owner = ?"].Bind(owner);
                while (select.Read())
                {
                    held.Add((select.Int(0), select.Text(1)));
                }

                foreach (var (id, key) in held)
                {
                    if (graceful)
                    {
                        Recover(session, id, countCrash: false, now);
                    }

                    session[EndOwner].Bind(id).Bind(now - (long)quietFor(key).TotalMilliseconds).Run();
                }
            },
            cancellationToken);

    /// <summary>Who owned it asked it later than those before, or not at all: what is known only grows.</summary>
    private static void Free(SqliteSession session, long domainId, long wakeAt, long quietSince) =>
        session[SetFree].Bind(domainId).Bind(wakeAt).Bind(quietSince).Run();

    private static int Recover(SqliteSession session, long domainId, bool countCrash, long now)
    {
        var ledger = new SqliteLedger();
        var lost = 0;
        var url = session[RecoverLeases].Bind(domainId).Bind(countCrash ? 1 : 0).Bind(now);
        while (url.Read())
        {
            lost++;
            ledger.Move(url.Int(0), domainId, UrlState.Leased, default, (UrlState)url.Int(1), (FetchOutcome)url.Int(2));
            ledger.Wake(url.Int(0), domainId);
        }

        ledger.Flush(session, now);
        return lost;
    }

    /// <summary>What the crawls that a domain serves have waiting there.</summary>
    private static IEnumerable<WaitingCrawl> Waiting(SqliteSession session, long domainId) =>
        Served(session, domainId).Select(crawl => new WaitingCrawl(
            crawl.Room > 0 && crawl.Left is null or > 0,
            session[$"SELECT 1 FROM urls WHERE domain_id = ? AND crawl_id = ? AND state = {UrlStates.Queued} LIMIT 1"]
                .Bind(domainId).Bind(crawl.Crawl).Scalar() != 0,
            session[$"SELECT coalesce(min(due_at), {WakeRules.NeverText}) FROM urls WHERE domain_id = ? AND crawl_id = ? AND state = {UrlStates.Retrying}"]
                .Bind(domainId).Bind(crawl.Crawl).Scalar()));
}

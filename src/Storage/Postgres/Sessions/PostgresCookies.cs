using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Web.Cookies;

namespace Thresher.Storage.Postgres.Sessions;

/// <summary>The cookies of crawls.</summary>
internal sealed class PostgresCookies(PostgresDatabase database) : ICookies
{
    public Task<IReadOnlyList<Cookie>> ReadAsync(long crawlId, string site, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<Cookie>>(
            async transaction => await transaction.QueryAsync(
                "SELECT domain, path, name, value, host_only, secure, expires_at, set_at FROM cookies WHERE crawl_id = $1 AND site = $2",
                row => new Cookie(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))
                {
                    HostOnly = row.GetBoolean(4),
                    Secure = row.GetBoolean(5),
                    ExpiresAt = row.IsDBNull(6) ? null : row.GetInt64(6),
                    SetAt = row.GetInt64(7),
                },
                crawlId,
                site),
            cancellationToken);

    /// <summary>What writes the changes of completions, in the order of their keys, which is every writer's, and so without deadlock.</summary>
    public static IEnumerable<(string Sql, object?[] Values)> Statements(IReadOnlyList<UrlCompletion> completions)
    {
        // Plain, for every batch takes it and few crawls keep cookies.
        for (var i = 0; i < completions.Count; i++)
        {
            if (completions[i].Cookies is not null)
            {
                return Of(completions);
            }
        }

        return [];
    }

    private static IEnumerable<(string Sql, object?[] Values)> Of(IReadOnlyList<UrlCompletion> completions)
    {
        var changes = completions.Where(done => done.Cookies is not null)
            .SelectMany(done => done.Cookies!.Changes, (done, change) => (done.CrawlId, done.Cookies!.Site, change.Cookie, change.IsGone)).ToList();
        // Of two changes of one cookie the last counts.
        var last = changes.AsEnumerable().Reverse().DistinctBy(change => (change.CrawlId, change.Site, change.Cookie.Key))
            .OrderBy(change => change.CrawlId).ThenBy(change => change.Site, StringComparer.Ordinal).ThenBy(change => change.Cookie.Domain, StringComparer.Ordinal)
            .ThenBy(change => change.Cookie.Path, StringComparer.Ordinal).ThenBy(change => change.Cookie.Name, StringComparer.Ordinal).ToList();
        if (last.Exists(change => change.IsGone))
        {
            var gone = last.FindAll(change => change.IsGone);
            yield return (
                """
                DELETE FROM cookies c USING unnest($1, $2, $3, $4, $5) AS x(crawl_id, site, domain, path, name)
                WHERE c.crawl_id = x.crawl_id AND c.site = x.site AND c.domain = x.domain AND c.path = x.path AND c.name = x.name
                """,
                Keys(gone));
        }

        if (last.Exists(change => !change.IsGone))
        {
            var set = last.FindAll(change => !change.IsGone);
            yield return (
                """
                INSERT INTO cookies (crawl_id, site, domain, path, name, value, host_only, secure, expires_at, set_at)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (crawl_id, site, domain, path, name) DO UPDATE
                SET value = EXCLUDED.value, host_only = EXCLUDED.host_only, secure = EXCLUDED.secure, expires_at = EXCLUDED.expires_at, set_at = EXCLUDED.set_at
                """,
                [
                    .. Keys(set),
                    set.ConvertAll(change => StoredText.Clean(change.Cookie.Value)!).ToArray(),
                    set.ConvertAll(change => change.Cookie.HostOnly).ToArray(),
                    set.ConvertAll(change => change.Cookie.Secure).ToArray(),
                    set.ConvertAll(change => change.Cookie.ExpiresAt).ToArray(),
                    set.ConvertAll(change => change.Cookie.SetAt).ToArray(),
                ]);
        }
    }

    private static object?[] Keys(List<(long CrawlId, string Site, Cookie Cookie, bool IsGone)> changes) =>
    [
        changes.ConvertAll(change => change.CrawlId).ToArray(),
        changes.ConvertAll(change => change.Site).ToArray(),
        changes.ConvertAll(change => StoredText.Clean(change.Cookie.Domain)!).ToArray(),
        changes.ConvertAll(change => StoredText.Clean(change.Cookie.Path)!).ToArray(),
        changes.ConvertAll(change => StoredText.Clean(change.Cookie.Name)!).ToArray(),
    ];
}

using System.Globalization;
using System.Net;
using Npgsql;
using NpgsqlTypes;
using Thresher.Bench.Cluster.Setting;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres;
using Thresher.Storage.Postgres.Database;
using Thresher.Web.Urls;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>
/// A database in the middle of a large crawl: so many URLs of one crawl on 2,000 domains, every other one queued, the
/// rest fetched with their pages; counted as the crawler counts them.
/// </summary>
internal static class FrontierRows
{
    public const int Domains = 2000;

    /// <summary>Port of the web that the URLs lead to; see <see cref="Memory"/>.</summary>
    public const int Port = 18095;

    private const string Name = "bench";
    private const int LinksTogether = 5;

    /// <summary>Domain keys are those of the synthetic web.</summary>
    public static string Domain(int index) => string.Create(
        CultureInfo.InvariantCulture, $"127.{16 + (index / 254 / 256)}.{index / 254 % 256}.{1 + (index % 254)}:{Port}");

    /// <summary>URLs are those of the synthetic web's pages without links.</summary>
    public static string Url(int domain, long item) => string.Create(CultureInfo.InvariantCulture, $"http://{Domain(domain)}/items/{item}");

    /// <summary>Fills a database unless there is one of this name and size.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> EnsureAsync(Rig rig, long rows, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"frontier_{rows}");
        if (!await rig.HasAsync(name, cancellationToken))
        {
            var began = TimeProvider.System.GetTimestamp();
            await FillAsync(await rig.CreateAsync(name + "_new", cancellationToken), rows, cancellationToken);
            await Rig.ExecuteAsync(rig.Database("postgres"), $"ALTER DATABASE {name}_new RENAME TO {name}", cancellationToken);
            Rig.Say($"{rows:N0} rows filled in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        }

        return rig.Database(name);
    }

    private static async Task FillAsync(string database, long rows, CancellationToken cancellationToken)
    {
        await using var store = new PostgresStore(database);
        var job = new CrawlJob { Name = Name, AllowPrivate = true, Politeness = new CrawlPoliteness { Delay = TimeSpan.FromSeconds(8), Robots = false } };
        var crawl = (await store.Catalog.CreateAsync(Name, job.ToJson(), cancellationToken)).Id;
        await Rig.ExecuteAsync(database, "INSERT INTO domains (key) VALUES " + string.Join(", ", Enumerable.Range(0, Domains).Select(i => $"('{Domain(i)}')")), cancellationToken);

        // Indexes are rebuilt afterwards: filled row by row, the one of the hashes takes longer than everything else.
        var indexes = await Rig.ListAsync<string>(
            database, "SELECT indexdef FROM pg_indexes WHERE tablename = 'urls' AND indexname <> 'urls_pkey'", cancellationToken);
        foreach (var index in await Rig.ListAsync<string>(
            database, "SELECT indexname::text FROM pg_indexes WHERE tablename = 'urls' AND indexname <> 'urls_pkey'", cancellationToken))
        {
            await Rig.ExecuteAsync(database, $"DROP INDEX {index}", cancellationToken);
        }

        await CopyAsync(database, crawl, rows, cancellationToken);
        foreach (var index in indexes)
        {
            await Rig.ExecuteAsync(database, $"SET maintenance_work_mem = '512MB'; {index}", cancellationToken);
        }

        await Rig.ExecuteAsync(
            database,
            """
            INSERT INTO pages (url_id, crawl_id, bytes, fetched_at, checked_at, simhash, content_hash, status, elapsed_ms, link_count, flags, content_type, charset, title, etag)
            SELECT id, crawl_id, 14000 + id % 9000, 1760000000000 + id, 1760000000000 + id, hashint8(id), md5(id::text)::uuid, 200, 40, 60, 0,
                   'text/html', 'utf-8', 'The page of the number ' || id, '"' || id || '"'
            FROM urls WHERE state = 3 ORDER BY id;
            INSERT INTO crawl_domains (domain_id, crawl_id, queued, fetched, bytes)
            SELECT u.domain_id, u.crawl_id, count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 3), coalesce(sum(p.bytes), 0)
            FROM urls u LEFT JOIN pages p ON p.url_id = u.id GROUP BY 1, 2;
            INSERT INTO tallies (crawl_id, n, state, outcome, stripe) SELECT crawl_id, count(*), state, outcome, 0 FROM urls GROUP BY crawl_id, state, outcome;
            INSERT INTO totals (crawl_id, accepted, bytes, stripe)
            SELECT u.crawl_id, count(*), coalesce(sum(p.bytes), 0), 0 FROM urls u LEFT JOIN pages p ON p.url_id = u.id GROUP BY 1;
            UPDATE domains d SET pending = c.queued, wake_at = thresher_now() FROM crawl_domains c WHERE c.domain_id = d.id;
            """,
            cancellationToken);
        await Rig.ExecuteAsync(database, "VACUUM ANALYZE", cancellationToken);
    }

    private static async Task CopyAsync(string database, long crawl, long rows, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var import = await connection.BeginBinaryImportAsync(
            "COPY urls (crawl_id, domain_id, found_on, hash, rank, depth, hops, status, state, outcome, url) FROM STDIN (FORMAT BINARY)", cancellationToken);
        for (long row = 0; row < rows; row++)
        {
            // The links of one page arrive together and are of one depth; pages of all domains arrive in turn. The older
            // half of each domain is fetched.
            var (domain, item) = ((int)(row / LinksTogether % Domains), (row / LinksTogether / Domains * LinksTogether) + (row % LinksTogether));
            var depth = (int)(item / LinksTogether % 8);
            var url = Url(domain, item);
            var fetched = item < rows / Domains / 2;
            await import.StartRowAsync(cancellationToken);
            await import.WriteAsync(crawl, NpgsqlDbType.Bigint, cancellationToken);
            await import.WriteAsync((long)domain + 1, NpgsqlDbType.Bigint, cancellationToken);
            await import.WriteAsync(1 + (row / 10), NpgsqlDbType.Bigint, cancellationToken);
            await import.WriteAsync(PostgresHash.ToUuid(UrlIdentity.Of(url, crawl)), NpgsqlDbType.Uuid, cancellationToken);
            await import.WriteAsync(depth, NpgsqlDbType.Integer, cancellationToken);
            await import.WriteAsync(depth, NpgsqlDbType.Integer, cancellationToken);
            await import.WriteAsync(0, NpgsqlDbType.Integer, cancellationToken);
            await import.WriteAsync(fetched ? (int)HttpStatusCode.OK : 0, NpgsqlDbType.Integer, cancellationToken);
            await import.WriteAsync((short)(fetched ? 3 : 0), NpgsqlDbType.Smallint, cancellationToken);
            await import.WriteAsync((short)(fetched ? FetchOutcome.Ok : FetchOutcome.None), NpgsqlDbType.Smallint, cancellationToken);
            await import.WriteAsync(url, NpgsqlDbType.Text, cancellationToken);
        }

        await import.CompleteAsync(cancellationToken);
    }
}

namespace Thresher.Storage.Postgres.Database;

/// <summary>
/// Applies the numbered scripts that the database does not have yet, in one transaction under an advisory lock, so
/// that silos which start together wait for the first.
/// </summary>
internal static class PostgresSchema
{
    private const long Lock = 0x5448_0000_0000_0001;
    private const int OldestServer = 150_000;
    private static readonly string[] OrleansScripts = ["Main", "Clustering", "Persistence", "Reminders"];

    public static async Task UpgradeAsync(PostgresTransaction transaction, string server)
    {
        var version = await transaction.ScalarAsync("0", "SHOW server_version_num");
        if (int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) < OldestServer)
        {
            throw new StoreException($"{server} is older than PostgreSQL 15: upgrade the server");
        }

        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", Lock);
        await transaction.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS thresher_schema (part text PRIMARY KEY, version integer NOT NULL)");
        await UpgradeOrleansAsync(transaction);

        var scripts = SchemaScripts.For("Postgres");
        var applied = await VersionAsync(transaction, "store");
        if (applied > scripts.Count)
        {
            throw new StoreException(
                $"{server} has schema version {applied}, newer than the {scripts.Count} this program knows: use a newer Thresher");
        }

        for (var next = applied; next < scripts.Count; next++)
        {
            await transaction.ExecuteAsync(scripts[next]);
            await SetVersionAsync(transaction, "store", next + 1);
        }
    }

    /// <summary>Changes nothing, and throws unless the schema is the one this program knows.</summary>
    public static async Task CheckAsync(PostgresTransaction transaction, string server)
    {
        var applied = await transaction.ScalarAsync(false, "SELECT to_regclass('thresher_schema') IS NOT NULL")
            ? await VersionAsync(transaction, "store")
            : 0;
        var known = SchemaScripts.For("Postgres").Count;
        if (applied != known)
        {
            throw new StoreException(
                applied == 0 ? $"{server} holds no crawls in this database: start a silo on it first, or correct Database in the connection string"
                : applied < known ? $"{server} has schema version {applied}, older than the {known} this program knows: start a silo of this version, which upgrades it"
                : $"{server} has schema version {applied}, newer than the {known} this program knows: use a newer Thresher")
            {
                // A silo of this version, which may be about to start, puts it right.
                IsTransient = applied < known,
            };
        }
    }

    private static async Task UpgradeOrleansAsync(PostgresTransaction transaction)
    {
        if (await VersionAsync(transaction, "orleans") > 0)
        {
            return;
        }

        // Somebody may have run Orleans' scripts by hand.
        if (!await transaction.ScalarAsync(false, "SELECT to_regclass('orleansquery') IS NOT NULL"))
        {
            foreach (var script in OrleansScripts)
            {
                await transaction.ExecuteAsync(SchemaScripts.Read($"Orleans.PostgreSQL-{script}.sql"));
            }
        }

        // Orleans' table has no key: two activations that write a grain's first state at once would leave two rows, and
        // the grain could never be read again.
        await transaction.ExecuteAsync(
            """
            CREATE UNIQUE INDEX IF NOT EXISTS orleansstorage_one_state ON orleansstorage
                (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid) NULLS NOT DISTINCT
            """);
        await SetVersionAsync(transaction, "orleans", 1);
    }

    private static Task<int> VersionAsync(PostgresTransaction transaction, string part) =>
        transaction.ScalarAsync(0, "SELECT version FROM thresher_schema WHERE part = $1", part);

    private static Task SetVersionAsync(PostgresTransaction transaction, string part, int version) =>
        transaction.ExecuteAsync(
            "INSERT INTO thresher_schema VALUES ($1, $2) ON CONFLICT (part) DO UPDATE SET version = EXCLUDED.version", part, version);
}

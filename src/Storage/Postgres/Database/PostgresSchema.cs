namespace Thresher.Storage.Postgres.Database;

/// <summary>
/// Applies the numbered scripts that the database does not have yet, in one transaction under an advisory lock, so
/// that silos which start together wait for the first.
/// </summary>
internal static class PostgresSchema
{
    private const long Lock = 0x5448_0000_0000_0001;
    private const int OldestServer = 150_000;

    /// <summary>1: Orleans' scripts as they were; somebody may have run them by hand. 2: their update.</summary>
    private const int OrleansVersion = 2;

    private static readonly (string Script, string Table)[] OrleansBase =
        [("Main", "orleansquery"), ("Clustering", "orleansmembershiptable"), ("Persistence", "orleansstorage")];

    public static async Task UpgradeAsync(PostgresTransaction transaction, string server)
    {
        var version = await transaction.ScalarAsync("0", "SHOW server_version_num");
        if (int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) < OldestServer)
        {
            throw new StoreException($"{server} is older than PostgreSQL 15: upgrade the server");
        }

        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", Lock);
        await transaction.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS thresher_schema (part text PRIMARY KEY, version integer NOT NULL);
            CREATE TABLE IF NOT EXISTS rewritings (name text PRIMARY KEY, done bigint NOT NULL, total bigint NOT NULL)
            """);
        await UpgradeOrleansAsync(transaction, server);

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

    /// <summary>
    /// Orleans' scripts, then what brings them to the packages in use. Reminders were version 1's and are used no more:
    /// their table is left alone, since a silo of an earlier version may still read it.
    /// </summary>
    private static async Task UpgradeOrleansAsync(PostgresTransaction transaction, string server)
    {
        var applied = await VersionAsync(transaction, "orleans");
        if (applied > OrleansVersion)
        {
            throw new StoreException(
                $"{server} has version {applied} of Orleans' tables, newer than the {OrleansVersion} this program knows: use a newer Thresher");
        }

        foreach (var (script, table) in OrleansBase)
        {
            if (applied == 0 && !await transaction.ScalarAsync(false, "SELECT to_regclass($1) IS NOT NULL", table))
            {
                await transaction.ExecuteAsync(OrleansScripts.Read($"PostgreSQL-{script}"));
            }
        }

        if (applied < OrleansVersion)
        {
            await transaction.ExecuteAsync(OrleansScripts.Read("PostgreSQL-0002"));
            await SetVersionAsync(transaction, "orleans", OrleansVersion);
        }
    }

    private static Task<int> VersionAsync(PostgresTransaction transaction, string part) =>
        transaction.ScalarAsync(0, "SELECT version FROM thresher_schema WHERE part = $1", part);

    private static Task SetVersionAsync(PostgresTransaction transaction, string part, int version) =>
        transaction.ExecuteAsync(
            "INSERT INTO thresher_schema VALUES ($1, $2) ON CONFLICT (part) DO UPDATE SET version = EXCLUDED.version", part, version);
}

using System.Collections.Concurrent;
using Thresher.Storage.Postgres.Database;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// Numbers of domain keys. A domain is committed before its first URL and never removed, so a number once known stays
/// true; the cache is bounded and dropped whole when full.
/// </summary>
internal sealed class PostgresDomainIds(PostgresDatabase database)
{
    private const int Capacity = 65_536;
    private readonly ConcurrentDictionary<string, long> _ids = new(StringComparer.Ordinal);

    /// <summary>The numbers of these domains, which are created when they are new.</summary>
    public async Task<IReadOnlyDictionary<string, long>> EnsureAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (_ids.TryGetValue(key, out var id))
            {
                found[key] = id;
            }
            else
            {
                missing.Add(key);
            }
        }

        if (missing.Count > 0)
        {
            var wanted = missing.ToArray();
            foreach (var (key, id) in await database.StatementAsync(statement => FindAsync(statement, wanted), cancellationToken))
            {
                Remember(key, id);
                found[key] = id;
            }
        }

        return found;
    }

    private static async Task<List<(string Key, long Id)>> FindAsync(PostgresTransaction statement, string[] keys)
    {
        const string select = "SELECT key, id FROM domains WHERE key = ANY($1)";
        var known = await statement.QueryAsync(select, row => (row.GetString(0), row.GetInt64(1)), (object)keys);
        if (known.Count == keys.Length)
        {
            return known;
        }

        // In order of the keys, so that two writers of the same new domains wait for each other and do not lock up.
        string[] unknown = [.. keys.Except(known.Select(domain => domain.Item1), StringComparer.Ordinal)];
        await statement.ExecuteAsync("INSERT INTO domains (key) SELECT unnest($1) ON CONFLICT DO NOTHING", (object)unknown);
        return await statement.QueryAsync(select, row => (row.GetString(0), row.GetInt64(1)), (object)keys);
    }

    private void Remember(string key, long id)
    {
        if (_ids.Count >= Capacity)
        {
            _ids.Clear();
        }

        _ids[key] = id;
    }
}

using Thresher.Storage.Rules;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>
/// Numbers of domain keys. The cache is bounded and dropped whole when full or when a transaction rolls back, since
/// a number given out in it may not exist.
/// </summary>
internal sealed class SqliteDomainIds(SqliteSession session)
{
    private const int Capacity = 65_536;
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);

    /// <summary>The domain's number; the domain is created when it is new.</summary>
    public long Ensure(string key)
    {
        if (_ids.TryGetValue(key, out var id))
        {
            return id;
        }

        id = session["SELECT id FROM domains WHERE key = ?"].Bind(key).Scalar();
        if (id == 0)
        {
            session["INSERT INTO domains (key, wake_at) VALUES (?, ?)"].Bind(key).Bind(WakeRules.Never).Run();
            id = session.LastInsertId;
        }

        if (_ids.Count >= Capacity)
        {
            _ids.Clear();
        }

        _ids[key] = id;
        return id;
    }

    public void Forget() => _ids.Clear();
}

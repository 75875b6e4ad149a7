namespace Thresher.Storage.Sqlite;

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
            session["INSERT INTO domains (key) VALUES (?)"].Bind(key).Run();
            id = session.LastInsertId;
        }

        if (_ids.Count >= Capacity)
        {
            _ids.Clear();
        }

        _ids[key] = id;
        return id;
    }

    /// <summary>The domain's key.</summary>
    public string KeyOf(long domainId)
    {
        var select = session["SELECT key FROM domains WHERE id = ?"].Bind(domainId);
        var key = select.Read() ? select.Text(0) : throw new InvalidOperationException($"No domain {domainId}.");
        select.Reset();
        return key;
    }

    public void Forget() => _ids.Clear();
}

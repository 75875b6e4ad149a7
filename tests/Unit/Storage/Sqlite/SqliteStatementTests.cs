using SQLitePCL;
using Thresher.Storage;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Tests.Unit.Storage.Sqlite;

public sealed class SqliteStatementTests : IDisposable
{
    private const int Longest = 1000;
    private readonly sqlite3 _db;

    public SqliteStatementTests()
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(":memory:", out _db));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(_db, "CREATE TABLE t (v)"));
        raw.sqlite3_limit(_db, raw.SQLITE_LIMIT_LENGTH, Longest);
    }

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Bind_ValueLongerThanTheLimit_ThrowsAndStoresNoNull()
    {
        using var insert = new SqliteStatement(_db, "INSERT INTO t VALUES (?)");

        Assert.Throws<StoreException>(() => insert.Bind(new string('x', Longest + 1)).Run());
        Assert.Throws<StoreException>(() => insert.Bind(new byte[Longest + 1].AsSpan()).Run());
        insert.Bind("short").Run();

        using var count = new SqliteStatement(_db, "SELECT count(*) FROM t WHERE v = 'short' OR v IS NULL");
        Assert.Equal(1, count.Scalar());
    }

    [Fact]
    public void Bind_MoreValuesThanPlaces_Throws()
    {
        using var insert = new SqliteStatement(_db, "INSERT INTO t VALUES (?)");

        Assert.Throws<StoreException>(() => insert.Bind("one").Bind("two"));
    }
}

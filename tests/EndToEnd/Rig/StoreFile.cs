using Microsoft.Data.Sqlite;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>The SQLite file of a data directory, watched and changed beside the program.</summary>
public sealed class StoreFile(TemporaryDirectory data) : IDisposable
{
    private readonly SqliteConnection _connection = Open(data);

    /// <summary>The single number that a query gives.</summary>
    public long Number(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Changes rows while no process writes.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"BEGIN; {sql}; COMMIT";
        command.ExecuteNonQuery();
    }

    /// <summary>Waits until a query gives a number that is right; fails when the process ends first.</summary>
    public async Task SeesAsync(ThresherProcess process, string sql, Func<long, bool> isRight)
    {
        while (!isRight(Number(sql)))
        {
            Assert.False(process.HasExited, $"The program ended first.\n{process.Output}\n{process.Errors}");
            await Task.Yield();
        }
    }

    public void Dispose() => _connection.Dispose();

    private static SqliteConnection Open(TemporaryDirectory data)
    {
        var connection = new SqliteConnection($"Data Source={data.File("thresher.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}

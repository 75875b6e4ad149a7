using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using Thresher.Client.CommandLine;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;

namespace Thresher.Client.Producing;

/// <summary>
/// Seeds from the first column of a query against PostgreSQL or SQLite, in constant memory: rows are read as they are
/// consumed, inside a read-only transaction.
/// </summary>
internal static class SqlSeeds
{
    /// <summary>The rows of a query.</summary>
    /// <param name="query">One statement that returns rows.</param>
    /// <param name="connection">A connection string of Npgsql or Microsoft.Data.Sqlite, or the path of a SQLite file.</param>
    /// <exception cref="CommandException">The connection string is neither.</exception>
    public static SeedSource Query(string query, string connection)
    {
        var open = Factory(connection);
        return new SeedSource("sql", (_, cancellationToken) => ReadAsync(open, query, cancellationToken));
    }

    private static Func<DbConnection> Factory(string text)
    {
        if (System.IO.File.Exists(text))
        {
            return () => Sqlite(new SqliteConnectionStringBuilder { DataSource = text });
        }

        try
        {
            var words = new DbConnectionStringBuilder { ConnectionString = text };
            if (words.ContainsKey("Host") || words.ContainsKey("Server"))
            {
                var postgres = new NpgsqlConnectionStringBuilder(text) { ApplicationName = "thresher-seed", CommandTimeout = 0, Pooling = false };
                return () => new NpgsqlConnection(postgres.ConnectionString);
            }

            var sqlite = new SqliteConnectionStringBuilder(text);
            if (sqlite.DataSource.Length > 0)
            {
                return () => Sqlite(sqlite);
            }
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // Reported below without the text, which may contain a password.
        }

        throw CommandException.Usage(
            "--connection is neither 'Host=…;Username=…;Password=…;Database=…' (PostgreSQL) nor an existing SQLite file or 'Data Source=FILE'");
    }

    private static SqliteConnection Sqlite(SqliteConnectionStringBuilder settings) =>
        new(new SqliteConnectionStringBuilder(settings.ConnectionString) { Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());

    private static async IAsyncEnumerable<ProducerLine> ReadAsync(
        Func<DbConnection> open, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = open();
        await using var command = connection.CreateCommand();
        await using var rows = await GuardAsync(() => ExecuteAsync(connection, command, query, cancellationToken));
        for (var number = 1L; await GuardAsync(() => rows.ReadAsync(cancellationToken)); number++)
        {
            var problem = rows.IsDBNull(0) ? "has no value in its first column" : null;
            var text = problem is null ? Convert.ToString(rows.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) ?? "" : "";
            yield return new ProducerLine("sql", number, text.Length <= SeedFile.MaxLineBytes ? text : text[..64],
                problem ?? (text.Length <= SeedFile.MaxLineBytes ? null : $"is longer than {SeedFile.MaxLineBytes} characters"));
        }
    }

    private static async Task<DbDataReader> ExecuteAsync(
        DbConnection connection, DbCommand command, string query, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        if (connection is NpgsqlConnection)
        {
            command.CommandText = "SET default_transaction_read_only = on";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        command.CommandText = query;
        var rows = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        return rows.FieldCount > 0 ? rows : throw new CommandException("the --sql statement returns no rows: write a SELECT whose first column is the URL");
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            var cause = failure is NpgsqlException and not PostgresException ? failure.InnerException ?? failure : failure;
            throw new CommandException($"the --sql query fails: {cause.Message.ReplaceLineEndings(" ")}");
        }
    }
}

using System.Data;
using Npgsql;

namespace Thresher.Storage.Postgres.Database;

/// <summary>
/// Runs operations, each a transaction. One that lost against another is run again, a bounded number of times;
/// failures of server and connection leave as <see cref="StoreException"/>.
/// </summary>
internal sealed class PostgresDatabase
{
    private const int Tries = 8;
    private readonly PostgresErrors _errors;

    public PostgresDatabase(NpgsqlDataSource source)
    {
        Source = source;
        var to = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        _errors = new PostgresErrors(to.Host ?? "localhost", to.Port, to.Database, to.Username);
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>Server and port, as users are told.</summary>
    public string Server => _errors.Server;

    /// <summary>Runs <paramref name="work"/> in a transaction and commits it. It may run more than once.</summary>
    public Task<T> RunAsync<T>(Func<PostgresTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(IsolationLevel.ReadCommitted, work, cancellationToken);

    public Task RunAsync(Func<PostgresTransaction, Task> work, CancellationToken cancellationToken) =>
        RunAsync(IsolationLevel.ReadCommitted, async transaction => { await work(transaction); return true; }, cancellationToken);

    /// <summary>Runs <paramref name="work"/> on one snapshot of the database.</summary>
    public Task<T> ReadAsync<T>(Func<PostgresTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(IsolationLevel.RepeatableRead, work, cancellationToken);

    /// <summary>Runs a single statement, which is a transaction by itself.</summary>
    public Task<T> StatementAsync<T>(Func<PostgresTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(null, work, cancellationToken);

    /// <summary>A connection for a reader that keeps it.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        await GuardAsync(async () => await Source.OpenConnectionAsync(cancellationToken));

    /// <summary>Translates what <paramref name="work"/> throws.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (PostgresErrors.IsTheStores(failure))
        {
            throw _errors.Translate(failure);
        }
    }

    private async Task<T> RunAsync<T>(IsolationLevel? level, Func<PostgresTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(level, work, cancellationToken);
            }
            catch (Exception failure) when (PostgresErrors.LostToAnother(failure) && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 << attempt)), cancellationToken);
            }
            catch (Exception failure) when (PostgresErrors.IsTheStores(failure))
            {
                throw _errors.Translate(failure);
            }
        }
    }

    private async Task<T> TryAsync<T>(IsolationLevel? level, Func<PostgresTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        if (level is not { } isolation)
        {
            return await work(new PostgresTransaction(connection, cancellationToken));
        }

        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var value = await work(new PostgresTransaction(connection, cancellationToken));

        // Not to be cancelled: whether it took place would not be known.
        await transaction.CommitAsync(CancellationToken.None);
        return value;
    }
}

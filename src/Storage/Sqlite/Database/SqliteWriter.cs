using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>
/// The one writer of the file, a thread of its own because a commit blocks on the disk. Operations that wait together
/// share a transaction; when one of them fails, each is run again alone, so that a failure is its caller's only.
/// Invariant: an operation's task ends after the transaction that holds it is durable.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxOperationsPerTransaction = 64;

    private readonly Channel<Operation> _operations = Channel.CreateBounded<Operation>(
        new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SqliteSession _session;
    private readonly SqliteCommitMark? _mark;
    private readonly string _begin;
    private readonly Task _loop;

    /// <param name="connection">The open database; disposed of with the writer.</param>
    /// <param name="mark">Where the commits are numbered; null for one that only reads. Disposed of with the writer.</param>
    /// <param name="begin">The statement that begins a transaction.</param>
    public SqliteWriter(SqliteConnection connection, SqliteCommitMark? mark, string begin = "BEGIN IMMEDIATE")
    {
        _mark = mark;
        _begin = begin;
        _session = new SqliteSession(connection);
        _loop = Task.Factory.StartNew(
            Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Runs one operation inside a transaction.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> operation, CancellationToken cancellationToken)
    {
        var queued = new Operation<T>(operation);
        await _operations.Writer.WriteAsync(queued, cancellationToken);
        return await queued.Task;
    }

    public Task RunAsync(Action<SqliteSession> operation, CancellationToken cancellationToken) =>
        RunAsync(session => { operation(session); return true; }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _operations.Writer.TryComplete();
        await _loop;
        _session.Dispose();
        _mark?.Dispose();
    }

    private void Loop()
    {
        var batch = new List<Operation>(MaxOperationsPerTransaction);
        while (Wait())
        {
            batch.Clear();
            while (batch.Count < MaxOperationsPerTransaction && _operations.Reader.TryRead(out var operation))
            {
                batch.Add(operation);
            }

            if (!TryCommit(batch) && batch.Count > 1)
            {
                foreach (var operation in batch)
                {
                    TryCommit([operation]);
                }
            }
        }
    }

    /// <summary>Blocks this thread, which is the loop's own, until there is something to do.</summary>
    private bool Wait()
    {
        var ready = _operations.Reader.WaitToReadAsync();
        return ready.IsCompletedSuccessfully ? ready.GetAwaiter().GetResult() : ready.AsTask().GetAwaiter().GetResult();
    }

    private bool TryCommit(List<Operation> batch)
    {
        long number = 0;
        try
        {
            _session[_begin].Run();
            var before = _session.TotalChanges;
            foreach (var operation in batch)
            {
                operation.Apply(_session);
            }

            // What only reads is not numbered: a commit that changes nothing needs no write.
            if (_mark is not null && _session.TotalChanges != before)
            {
                number = _session["UPDATE commits SET n = n + 1 RETURNING n"].Scalar();
            }

            _session["COMMIT"].Run();
        }
        catch (Exception failure)
        {
            RollBack();
            if (batch is [var only])
            {
                only.Fail(failure);
            }

            return false;
        }

        if (number > 0)
        {
            _mark!.Write(number);
        }

        foreach (var operation in batch)
        {
            operation.Succeed();
        }

        return true;
    }

    private void RollBack()
    {
        _session.Domains.Forget();
        try
        {
            _session["ROLLBACK"].Run();
        }
        catch (StoreException)
        {
            // SQLite has rolled back by itself (full disk), or BEGIN was what failed.
        }
    }

    private abstract class Operation
    {
        public abstract void Apply(SqliteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception exception);
    }

    private sealed class Operation<T>(Func<SqliteSession, T> run) : Operation
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _value = default!;

        public Task<T> Task => _done.Task;

        public override void Apply(SqliteSession session) => _value = run(session);

        public override void Succeed() => _done.TrySetResult(_value);

        public override void Fail(Exception exception) => _done.TrySetException(exception);
    }
}

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// What is asked while transactions are under way shares the next one (group commit), so that hundreds of domains that
/// change hands at once cost a few transactions; what is asked alone does not wait. Invariant: a request whose rows
/// another has locked holds up nobody else: its group leaves it out, and it waits for them by itself.
/// </summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TResult">What is answered.</typeparam>
internal abstract class GroupCommit<TRequest, TResult>
{
    /// <summary>Weight of a group: worth its round trips, and so small that its locks are short.</summary>
    protected const int Heaviest = 512;

    /// <summary>Transactions at a time: while one is written the next is at work.</summary>
    private const int Lanes = 2;

    private readonly Queue<Waiting> _queue = [];
    private int _working;

    /// <summary>Runs a request together with whatever else is asked just now.</summary>
    /// <exception cref="StoreException">The store failed; nothing took place, unless the answer was lost.</exception>
    public Task<TResult> RunAsync(TRequest request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(request);
        lock (_queue)
        {
            _queue.Enqueue(waiting);
            if (_working < Lanes)
            {
                _working++;

                // Not on the scheduler of the grain that happens to ask first.
                _ = Task.Run(WorkAsync, CancellationToken.None);
            }
        }

        return waiting.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>About how many rows a request changes.</summary>
    protected abstract int Weigh(TRequest request);

    /// <summary>
    /// Runs requests in one transaction. Those left out of the answer, by their index, are run again, each alone; only
    /// then, when <paramref name="waits"/>, are locks waited for and none may be left out.
    /// </summary>
    protected abstract Task<IReadOnlyDictionary<int, TResult>> RunAsync(IReadOnlyList<TRequest> requests, bool waits);

    private async Task WorkAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            await RunAsync(group);
        }
    }

    private List<Waiting> Take()
    {
        var group = new List<Waiting>();
        lock (_queue)
        {
            for (var weight = 0; weight < Heaviest && _queue.TryDequeue(out var next); weight += Weigh(next.Request))
            {
                group.Add(next);
            }

            if (group.Count == 0)
            {
                _working--;
            }
        }

        return group;
    }

    private async Task RunAsync(List<Waiting> group)
    {
        IReadOnlyDictionary<int, TResult> results;
        try
        {
            results = await RunAsync([.. group.Select(waiting => waiting.Request)], waits: false);
        }
        catch (StoreException failure) when (failure.IsTransient)
        {
            group.ForEach(waiting => waiting.Done.SetException(failure));
            return;
        }
        catch (Exception)
        {
            // One that the store cannot take must not take the others with it.
            results = new Dictionary<int, TResult>();
        }

        foreach (var (i, waiting) in group.Index())
        {
            if (results.TryGetValue(i, out var result))
            {
                waiting.Done.SetResult(result);
            }
            else
            {
                _ = RunAloneAsync(waiting);
            }
        }
    }

    private async Task RunAloneAsync(Waiting waiting)
    {
        try
        {
            waiting.Done.SetResult((await RunAsync([waiting.Request], waits: true))[0]);
        }
        catch (Exception failure)
        {
            waiting.Done.SetException(failure);
        }
    }

    private sealed class Waiting(TRequest request)
    {
        public TRequest Request { get; } = request;

        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

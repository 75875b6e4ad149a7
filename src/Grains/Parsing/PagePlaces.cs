using Thresher.Grains.Configuration;

namespace Thresher.Grains.Parsing;

/// <summary>
/// The places in which pages are read, as many as there are processors. Nothing in .NET ends a call that does not return, so no page owns
/// its place: one that takes long gives it to the next and goes on beside it, and one that takes longer than a page may is abandoned. Its
/// thread may never come back; the thread pool is given another.
/// </summary>
public sealed class PagePlaces(ThresherOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Time after which a page gives up its place.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>Bytes from which on a page is read alone: what is made of it may take a hundred times as many.</summary>
    public const int Heavy = 2 * 1024 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim _heavy = new(1);
    private readonly int _mostSlow = Math.Max(8, 4 * Environment.ProcessorCount);
    private int _slow;
    private int _abandoned;

    /// <summary>Pages that were abandoned and are still running.</summary>
    public int Abandoned => _abandoned;

    /// <summary>Runs a page's work, on a thread of the pool.</summary>
    /// <param name="work">The work.</param>
    /// <param name="bytes">The page's size.</param>
    /// <param name="stop">Leaves the page to itself when the silo stops.</param>
    /// <returns>Whether it ended; else it is abandoned.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<bool> RunAsync(Action work, int bytes, CancellationToken stop)
    {
        // A page that waits is leased, and taken for lost in the end: it does not wait long.
        var isHeavy = bytes >= Heavy && await _heavy.WaitAsync(LongestWait, stop);
        try
        {
            return await RunAsync(work, stop);
        }
        finally
        {
            if (isHeavy)
            {
                _heavy.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _heavy.Dispose();
    }

    private async Task<bool> RunAsync(Action work, CancellationToken stop)
    {
        await _places.WaitAsync(stop);
        var hasPlace = true;
        try
        {
            var running = Task.Run(work, CancellationToken.None);
            if (await EndsWithinAsync(running, Slow, time, stop))
            {
                return true;
            }

            // Beyond a number of slow pages the machine is busy with them, and the others wait for one to end.
            var isBeside = Interlocked.Increment(ref _slow) <= _mostSlow;
            try
            {
                if (isBeside)
                {
                    _places.Release();
                    hasPlace = false;
                }

                if (await EndsWithinAsync(running, options.PageTime - Slow, time, stop))
                {
                    return true;
                }
            }
            finally
            {
                Interlocked.Decrement(ref _slow);
            }

            Abandon(running);
            return false;
        }
        finally
        {
            if (hasPlace)
            {
                _places.Release();
            }
        }
    }

    /// <summary>Whether work ends within a time; it throws what the work threw.</summary>
    internal static async Task<bool> EndsWithinAsync(Task running, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        try
        {
            await running.WaitAsync(limit, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            if (!running.IsCompleted)
            {
                return false;
            }

            // It ended just as its time did, or threw a time-out of its own.
            await running;
            return true;
        }
    }

    private void Abandon(Task running)
    {
        Interlocked.Increment(ref _abandoned);
        AddThreads(1);
        _ = running.ContinueWith(
            ended =>
            {
                // Whatever it threw is nobody's any more.
                _ = ended.Exception;
                Interlocked.Decrement(ref _abandoned);
                AddThreads(-1);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private static void AddThreads(int count)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(workers + count, ports);
    }
}

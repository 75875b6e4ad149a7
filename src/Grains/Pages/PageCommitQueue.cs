using System.Diagnostics;
using System.Threading.Channels;
using Thresher.Grains.Configuration;
using Thresher.Grains.Links;
using Thresher.Grains.Metrics;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Pages;

/// <summary>
/// The silo's one way to complete leases: a bounded queue and one writer that puts many completions into a
/// transaction, none of them split over two. Invariant: the answer comes after the commit; a full queue makes its
/// callers wait, and they hold their places in flight while they do, which is the back-pressure on fetching.
/// </summary>
public sealed class PageCommitQueue : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(3);

    private readonly Channel<Pending> _queue;
    private readonly IUrlQueue _urls;
    private readonly KnownUrls _known;
    private readonly StoreFaults _faults;
    private readonly ThresherOptions _options;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;

    /// <summary>Starts the writer.</summary>
    public PageCommitQueue(IUrlQueue urls, KnownUrls known, StoreFaults faults, ThresherOptions options)
    {
        _urls = urls;
        _known = known;
        _faults = faults;
        _options = options;
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.CommitBatch * 2) { SingleReader = true });
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Completions committed so far.</summary>
    public long Committed { get; private set; }

    /// <summary>Completions waiting for their transaction.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Completes one lease and returns when that is durable.</summary>
    /// <exception cref="StoreException">The store failed; nothing of the completion is stored, unless the answer was lost.</exception>
    public async Task<CompletionResult> CommitAsync(UrlCompletion completion, CancellationToken cancellationToken)
    {
        var pending = new Pending(completion);
        await _queue.Writer.WriteAsync(pending, cancellationToken);
        return await pending.Done.Task;
    }

    /// <summary>Writes what is queued, waiting for no store that is away, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ending.CancelAsync();
        await _loop;
    }

    private async Task LoopAsync()
    {
        var batch = new List<Pending>(_options.CommitBatch);
        var wasBusy = false;
        while (await _queue.Reader.WaitToReadAsync())
        {
            // A lone completion is not kept waiting; under load a short wait makes the transaction worth its fsync.
            if (wasBusy && _queue.Reader.Count < _options.CommitBatch)
            {
                await Task.Delay(_options.CommitLinger);
            }

            Fill(batch);
            wasBusy = batch.Count > 1;
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private void Fill(List<Pending> batch)
    {
        long weight = 0;
        while (batch.Count < _options.CommitBatch && weight < _options.CommitBytes && _queue.Reader.TryRead(out var next))
        {
            batch.Add(next);
            weight += next.Completion.Weight;
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        try
        {
            Answer(batch, await CompleteAsync(batch));
        }
        catch (StoreException failure) when (!failure.IsTransient && batch.Count > 1)
        {
            // One that the store cannot take must not take the others with it.
            foreach (var pending in batch)
            {
                await CommitAsync([pending]);
            }
        }
        catch (Exception failure)
        {
            // What a page brought along may be refused for good: its caller then ends the URL without it.
            if (failure is not StoreException { IsTransient: false } || batch is not [{ Completion.BringsAlong: true }])
            {
                _faults.Report(failure);
            }

            foreach (var pending in batch)
            {
                pending.Done.TrySetException(failure);
            }
        }
    }

    /// <summary>
    /// Completes a batch; in a cluster, as often as it takes. A repetition changes nothing that an earlier try, whose
    /// answer was lost, has already done, since completion is conditional on the lease.
    /// </summary>
    private async Task<IReadOnlyList<CompletionResult>> CompleteAsync(List<Pending> batch)
    {
        for (var wait = FirstRetry; ; wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry)
        {
            try
            {
                var began = Stopwatch.GetTimestamp();
                var results = await _urls.CompleteAsync([.. batch.Select(pending => pending.Completion)], CancellationToken.None);
                CrawlMetrics.Committed(batch.Count, Stopwatch.GetElapsedTime(began));
                return results;
            }
            catch (StoreException failure) when (failure.IsTransient && _options.WaitsForStore && !_ending.IsCancellationRequested)
            {
                _faults.Report(failure);
                await Task.WhenAny(Task.Delay(wait, _ending.Token));
            }
        }
    }

    private void Answer(List<Pending> batch, IReadOnlyList<CompletionResult> results)
    {
        Committed += batch.Count;
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Applied)
            {
                _known.Add(batch[i].Completion.Links);
                if (batch[i].Completion.Page is { } page)
                {
                    CrawlMetrics.Stored(page);
                }
            }

            batch[i].Done.TrySetResult(results[i]);
        }
    }

    private sealed class Pending(UrlCompletion completion)
    {
        public UrlCompletion Completion { get; } = completion;

        public TaskCompletionSource<CompletionResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

using Microsoft.Extensions.Logging;
using Thresher.Extraction.Extractors;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Ownership;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Grains.Control;

/// <summary>
/// One crawl's control: its state changes go through here, so that they follow one another, and a clock that counts its
/// running time and finds it complete. The URLs are the domains' affair; the totals come from the store.
/// </summary>
[GrainType("thresher.crawl")]
public sealed partial class CrawlGrain(
    ICrawlStore store,
    HostMemory memory,
    CrawlDirectory directory,
    WakeHints hints,
    ExtractorPolicy extractors,
    TimeProvider time,
    ILogger<CrawlGrain> logger) : Grain, ICrawlGrain
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportLifetime = TimeSpan.FromSeconds(5);

    private readonly CrawlControl _control = new(store, extractors);
    private readonly CheckPace _checks = new(time);
    private readonly Dictionary<string, (SiloActivity Activity, long At)> _silos = [];
    private IGrainTimer _timer = null!;
    private long _lastTick;
    private long? _refreshedTo = 0;

    private string Name => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lastTick = time.GetTimestamp();
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Tick, Tick) { KeepAlive = false });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<long> StartAsync(string job, CancellationToken cancellationToken)
    {
        var record = await _control.StartAsync(Name, job, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        _lastTick = time.GetTimestamp();
        LogState(Name, record.State);
        hints.Seeded(record.Id, CrawlControl.SeedDomains(StoredJob.Read(job)));
        return record.Id;
    }

    /// <inheritdoc/>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        if (await store.Catalog.FindAsync(Name, cancellationToken) is not { } record
            || !await store.Catalog.BeginRefreshAsync(record.Id, cancellationToken))
        {
            return false;
        }

        _refreshedTo = 0;
        await _control.RefreshRulesAsync(record.Id, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        LogState(Name, CrawlState.Running);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> PauseAsync(string? host, CancellationToken cancellationToken) => ChangeAsync(host, CrawlState.Paused, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ResumeAsync(string? host, CancellationToken cancellationToken) =>
        ChangeAsync(host, CrawlState.Running, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StopAsync(CancellationToken cancellationToken) => ChangeAsync(null, CrawlState.Stopped, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(CancellationToken cancellationToken)
    {
        if (await store.Catalog.FindAsync(Name, cancellationToken) is not { } record)
        {
            return false;
        }

        await memory.LandAsync(record, cancellationToken);
        await memory.ForgetAsync(record, cancellationToken);
        await store.Catalog.RemoveAsync(record.Id, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async Task<long> RetryAsync(FetchOutcome? reason, CancellationToken cancellationToken)
    {
        if (await store.Catalog.FindAsync(Name, cancellationToken) is not { } record)
        {
            return -1;
        }

        var count = await _control.RetryAsync(record.Id, reason, CrawlState.Running, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        return count;
    }

    /// <inheritdoc/>
    public async Task<CrawlSnapshot?> GetState(CancellationToken cancellationToken)
    {
        var live = _silos.Values.Where(silo => time.GetElapsedTime(silo.At) < ReportLifetime).Select(silo => silo.Activity).ToArray();
        return await store.Catalog.FindAsync(Name, cancellationToken) is { } record
            ? await _control.SnapshotAsync(record, live, cancellationToken)
            : null;
    }

    /// <inheritdoc/>
    public Task CheckCompletion()
    {
        if (_checks.Ask() is { } wait)
        {
            _timer.Change(wait, Tick);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Report(SiloActivity activity)
    {
        _silos[activity.Silo] = (activity, time.GetTimestamp());
        return Task.CompletedTask;
    }

    private async Task<bool> ChangeAsync(string? host, CrawlState state, CancellationToken cancellationToken)
    {
        if (await store.Catalog.FindAsync(Name, cancellationToken) is not { } record)
        {
            return false;
        }

        if (host is not null)
        {
            if (!await store.Catalog.SetHostPausedAsync(record.Id, host, state == CrawlState.Paused, cancellationToken))
            {
                return false;
            }
        }
        else if (record.State != CrawlState.Complete)
        {
            await store.Catalog.SetStateAsync(record.Id, state, cancellationToken);
            LogState(Name, state);
        }

        await directory.RefreshAsync(cancellationToken);
        return true;
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        _checks.Checked();
        var elapsed = time.GetElapsedTime(_lastTick);
        _lastTick = time.GetTimestamp();
        if (directory.Find(Name) is not { IsRunning: true } crawl)
        {
            return;
        }

        try
        {
            await CountAsync(crawl, elapsed, cancellationToken);
        }
        catch (StoreException failure) when (failure.IsTransient)
        {
            // The next tick sees to it; the sweep says that the store is away.
        }
    }

    private async Task CountAsync(ActiveCrawl crawl, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        await store.Catalog.AddActiveTimeAsync(crawl.Record.Id, (long)elapsed.TotalMilliseconds, cancellationToken);
        if (crawl.Record.RefreshBefore > 0)
        {
            _refreshedTo = await _control.QueueRefreshAsync(crawl.Record.Id, _refreshedTo ?? 0, cancellationToken);
            if (_refreshedTo is null)
            {
                await directory.RefreshAsync(cancellationToken);
            }
        }

        await _control.ShortenPathsAsync(crawl.Record.Id, crawl.Job, cancellationToken);
        var totals = await store.Reader.TotalsAsync(crawl.Record.Id, cancellationToken);
        await _control.ApplyPageLimitAsync(crawl.Record.Id, crawl.Job, totals, cancellationToken);
        if (await store.Catalog.TryCompleteAsync(crawl.Record.Id, cancellationToken))
        {
            await _control.EndRefreshOfRulesAsync(crawl.Record.Id, cancellationToken);
            LogState(Name, CrawlState.Complete);
            await directory.RefreshAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Crawl {Name} is {State}")]
    private partial void LogState(string name, CrawlState state);
}

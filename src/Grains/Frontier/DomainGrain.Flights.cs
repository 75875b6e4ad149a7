using Thresher.Grains.Contracts;
using Thresher.Grains.Metrics;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Frontier;

/// <summary>URLs in flight, beside the pump, and what is learnt from how they end.</summary>
public sealed partial class DomainGrain
{
    /// <summary>How long, beyond the fetch itself, a worker may take to parse, commit and answer.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(30);

    /// <summary>First wait of a host whose robots.txt cannot be had or that answers 429 without saying how long.</summary>
    private static readonly TimeSpan FirstHoldOff = TimeSpan.FromSeconds(30);

    private const int GiveUpBatch = 5000;

    /// <summary>Starts one fetch; it goes on beside the pump and ends in it.</summary>
    private async Task FlyAsync(LeasedUrl url, TimeSpan limit)
    {
        var lease = _lease!.Value;
        TellWait();
        _politeness.Pace.Started();
        _flights[url.Id] = false;
        _served.Add(url.CrawlId);
        _watch.Moved(limit);
        try
        {
            var result = await GrainFactory.GetGrain<IFetchWorkerGrain>(0)
                .FetchAsync(new FetchRequest(url, _key, lease.DomainId, lease.Epoch))
                .WaitAsync(limit, _time);
            await LearnAsync(result);
        }
        catch (Exception failure)
        {
            // The outcome is not known. The row stays leased under this epoch and is served again when the domain is
            // next acquired, so the epoch is ended here.
            LogLost(url.Url, failure);
            _lostUrl = true;
        }
        finally
        {
            if (_flights.Remove(url.Id, out var offWire) && !offWire)
            {
                _politeness.Pace.Finished(_time.GetTimestamp(), TimeSpan.Zero);
            }

            services.Slots.Release();
        }

        Pump();
    }

    private void TellWait()
    {
        if (_heldSince != 0 || CrawlMetrics.WantsPolitenessWait)
        {
            CrawlMetrics.Waited(_heldSince == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_heldSince));
            _heldSince = 0;
        }
    }

    private async Task LearnAsync(FetchResult result)
    {
        _fetched++;
        _mayHaveMore |= result.AddedToOwnDomain > 0;
        _politeness.HoldOffFor(result.RetryAfter);
        if (RetryPolicy.BlamesHost(result.Outcome))
        {
            if (result.Outcome == FetchOutcome.TooManyRequests && result.RetryAfter == TimeSpan.Zero)
            {
                _politeness.HoldOffFor(FirstHoldOff);
            }

            await FailedAsync();
        }
        else if (result.Outcome != FetchOutcome.Cancelled)
        {
            _politeness.Answered();
        }
    }

    private async Task ExcludeAsync(LeasedUrl url)
    {
        _flights[url.Id] = true;
        try
        {
            await services.Commits.CommitAsync(Request(url).Ends(UrlState.Excluded, FetchOutcome.RobotsDenied, 0), CancellationToken.None);
        }
        catch (StoreException failure)
        {
            LogLost(url.Url, failure);
            _lostUrl = true;
        }
        finally
        {
            _flights.Remove(url.Id);
        }

        Pump();
    }

    /// <summary>Counts a failure of the host, and when it was given up fails what is queued for it.</summary>
    private async Task FailedAsync()
    {
        if (_politeness.Failed() && _lease is { } lease)
        {
            while (await services.Frontier.GiveUpAsync(lease.DomainId, lease.Epoch, GiveUpBatch, CancellationToken.None) > 0)
            {
            }

            _politeness.GivenUp();
        }
    }

    private FetchRequest Request(LeasedUrl url) => new(url, _key, _lease!.Value.DomainId, _lease.Value.Epoch);
}

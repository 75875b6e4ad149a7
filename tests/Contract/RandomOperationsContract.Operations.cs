using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>The operations, each done to the store and to the model.</summary>
public abstract partial class RandomOperationsContract
{
    private async Task AcceptSomeAsync()
    {
        var crawl = Pick(_model.Crawls.Keys);
        var urls = RandomUrls(crawl, 6);
        Log($"accept {urls.Length} into {crawl}");
        Assert.Equal(urls.Select(url => _model.Accept(crawl, url)).ToList(), await AcceptAsync(crawl, urls));
    }

    private async Task AcquireOneAsync()
    {
        var (name, owner) = (Pick(Names), Pick(OwnerNames));
        Log($"{owner} acquires {name}");
        var lease = await AcquireAsync(name, owner);
        var domain = _model.Domains[name];
        var another = domain.Owner is { } holder && holder != owner ? holder : null;
        if (!lease.IsHeld)
        {
            Assert.True(another is not null && _model.OwnersUntil[another] >= Now, $"{name} has no live owner");
            _model.Show(owner, OwnerLease);
            return;
        }

        Assert.False(another is not null && domain.LeaseUntil >= Now, $"{name} was taken from a live owner");
        var recovered = _model.Acquire(name, owner, OwnerLease);
        domain.Id = domain.Id == 0 ? lease.DomainId : domain.Id;
        Assert.Equal(new DomainLease(domain.Id, domain.Epoch, recovered, lease.QuietFor), lease);
    }

    private async Task LeaseSomeAsync()
    {
        var (name, domain, epoch) = Held();
        var max = _random.Next(1, 9);
        Log($"lease {max} of {name} under {epoch}");
        if (!_model.Holds(name, epoch))
        {
            await Assert.ThrowsAsync<StaleEpochException>(() => Queue.LeaseAsync(domain.Id, epoch, max, Cancel));
            return;
        }

        var expected = Math.Min(max, _model.LeasableNow(name));
        var leased = await Queue.LeaseAsync(domain.Id, epoch, max, Cancel);
        Assert.Equal(expected, leased.Count);
        foreach (var group in leased.GroupBy(url => url.CrawlId))
        {
            var inOrder = _model.Leasable(name, group.Key).Take(group.Count()).ToList();
            Assert.Equal(inOrder.Select(url => (url.Url.Url, url.Attempts, url.Crashes, url.Strikes)).Order(), group.Select(url => (url.Url, url.Attempts, url.Crashes, url.Strikes)).Order());
            Assert.True(group.Count() <= _model.Budget(group.Key), "page limit exceeded");
            foreach (var url in inOrder)
            {
                url.Move(UrlState.Leased, url.Outcome);
                url.Epoch = epoch;
                _leases.Add((url, epoch));
            }
        }
    }

    private async Task CompleteSomeAsync()
    {
        if (_leases.Count == 0)
        {
            return;
        }

        var batch = Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Recent(_leases)).ToList();
        var completions = batch.Select(lease => Completion(lease.Url, lease.Epoch)).ToList();
        Log($"complete {string.Join('+', completions.Select(done => $"{done.UrlId}→{done.State}({done.Links.Count})"))}");
        var expected = batch.Zip(completions, (lease, done) => _model.Complete(lease.Url, done)).ToList();
        Assert.Equal(expected, (await Queue.CompleteAsync(completions, Cancel)).Select(result => result.Applied));
    }

    private UrlCompletion Completion(FrontierModel.ModelUrl url, long epoch)
    {
        var lease = new DomainLease(_model.Domains[url.Url.Domain].Id, epoch, 0, TimeSpan.Zero);
        var leased = new LeasedUrl(url.Id, url.Crawl, url.Url.Url, 0, 0, 0, 0, 0);
        return _random.Next(6) switch
        {
            0 => Ends(leased, lease, UrlState.Failed, FetchOutcome.NotFound),
            1 => Ends(leased, lease, UrlState.Retrying, FetchOutcome.ServerError, Now + _random.Next(1, 20_000)),
            2 => Ends(leased, lease, UrlState.Excluded, FetchOutcome.RobotsDenied),
            3 => Ends(leased, lease, UrlState.Redirected, FetchOutcome.Redirect) with { Links = RandomUrls(url.Crawl, 1) },
            _ => Fetched(leased, lease, RandomUrls(url.Crawl, 8)) with { Page = Page(_random.Next(10_000)), Items = RandomItems() },
        };
    }

    private ItemRow[] RandomItems() =>
        [.. Enumerable.Range(0, _random.Next(4)).Select(i => new ItemRow(i < 2 ? "a" : "b", i, "{}", _random.Next(3) == 0 ? "[]" : null))];

    private async Task ReturnSomeAsync()
    {
        if (_leases.Count == 0)
        {
            return;
        }

        var (url, epoch) = Recent(_leases);
        Log($"return {url.Id} under {epoch}");
        if (url.State == UrlState.Leased && url.Epoch == epoch)
        {
            url.Move(UrlState.Queued, url.Outcome);
            url.Parsing = false;
        }

        await Queue.ReturnAsync(_model.Domains[url.Url.Domain].Id, epoch, [url.Id], Cancel);
    }

    private async Task MarkOneAsync()
    {
        if (_leases.Count == 0)
        {
            return;
        }

        var (url, epoch) = Recent(_leases);
        Log($"mark {url.Id} under {epoch}");
        var held = url.State == UrlState.Leased && url.Epoch == epoch;
        url.Parsing |= held;
        Assert.Equal(held, await Queue.MarkParsingAsync(url.Id, epoch, Cancel));
    }

    private async Task ReleaseOneAsync()
    {
        var (name, domain, epoch) = Held();
        Log($"release {name} under {epoch}");
        var released = await Leases.ReleaseAsync(domain.Id, epoch, Cancel);
        if (_model.Holds(name, epoch))
        {
            _model.Recover(name, countCrash: false);
            Assert.Equal(_model.LeasableNow(name) == 0, released);
            domain.Owner = released ? null : domain.Owner;
        }
        else
        {
            Assert.True(released);
        }
    }

    private async Task AbandonOneAsync()
    {
        var (name, domain, epoch) = Held();
        Log($"abandon {name} under {epoch}");
        await Leases.AbandonAsync(domain.Id, epoch, Now, TimeSpan.Zero, Cancel);
        if (_model.Holds(name, epoch))
        {
            _model.Recover(name, countCrash: false);
            domain.Owner = null;
        }
    }

    private async Task ReleaseOwnerAsync()
    {
        var (owner, graceful) = (Pick(OwnerNames), _random.Next(2) == 0);
        Log($"{owner} leaves{(graceful ? "" : " dead")}");
        await Owners.ReleaseOwnerAsync(owner, graceful, JustNow, Cancel);
        foreach (var (name, domain) in _model.Domains.Where(domain => domain.Value.Owner == owner))
        {
            domain.Owner = null;
            if (graceful)
            {
                _model.Recover(name, countCrash: false);
            }
        }
    }

    private async Task MoveManyAsync()
    {
        var crawl = Pick(_model.Crawls.Keys);
        var own = _model.Urls.Where(url => url.Crawl == crawl).ToList();
        switch (_random.Next(4))
        {
            case 0:
                Log($"requeue {crawl}");
                var failed = own.Where(url => url.State == UrlState.Failed).ToList();
                failed.ForEach(url => _model.Requeue(url, UrlState.Queued, FetchOutcome.None));
                Assert.Equal(failed.Count, await Transitions.RequeueAsync(crawl, null, CrawlState.Running, Cancel));
                break;
            case 1:
                Log($"exclude {crawl}");
                var pending = own.Where(url => url.State is UrlState.Queued or UrlState.Retrying).ToList();
                pending.ForEach(url => _model.Requeue(url, UrlState.Excluded, FetchOutcome.PageLimit));
                Assert.Equal(pending.Count, await Transitions.ExcludePendingAsync(crawl, FetchOutcome.PageLimit, 1000, Cancel));
                break;
            case 2:
                Log($"readmit {crawl}");
                var excluded = own.Where(url => url.State == UrlState.Excluded && url.Outcome == FetchOutcome.PageLimit).ToList();
                excluded.ForEach(url => _model.Requeue(url, UrlState.Queued, FetchOutcome.None));
                Assert.Equal(excluded.Count, await Transitions.ReadmitAsync(crawl, FetchOutcome.PageLimit, Cancel));
                break;
            default:
                var (name, domain, epoch) = Held();
                Log($"give up {name} under {epoch}");
                var lost = _model.Holds(name, epoch) ? _model.In(name, UrlState.Queued).Concat(_model.In(name, UrlState.Retrying)).ToList() : [];
                lost.ForEach(url => url.Move(UrlState.Failed, FetchOutcome.HostGivenUp));
                Assert.Equal(lost.Count, await Queue.GiveUpAsync(domain.Id, epoch, 1000, Cancel));
                break;
        }
    }

    private async Task HoldSomethingAsync()
    {
        var (crawl, name) = (Pick(_model.Crawls.Keys), Pick(Names));
        if (_random.Next(2) == 0)
        {
            var state = Pick([CrawlState.Running, CrawlState.Running, CrawlState.Paused, CrawlState.Stopped]);
            Log($"{crawl} is {state}");
            _model.Crawls[crawl].State = state;
            await Catalog.SetStateAsync(crawl, state, Cancel);
            return;
        }

        var hold = _random.Next(3) == 0;
        Log($"{(hold ? "hold" : "free")} {name} for {crawl}");
        var known = _model.Urls.Any(url => url.Crawl == crawl && url.Url.Domain == name);
        Assert.Equal(known, await Catalog.SetHostPausedAsync(crawl, name, hold, Cancel));
        _ = known && (hold ? _model.Crawls[crawl].HeldHosts.Add(name) : _model.Crawls[crawl].HeldHosts.Remove(name));
    }

    private async Task AdvanceSomeAsync()
    {
        var by = TimeSpan.FromSeconds(_random.Next(1, 25));
        Log($"{by.TotalSeconds} s go by");
        await Harness.AdvanceAsync(by);
        _model.Now = Now;
    }

    private async Task CrashOneAsync()
    {
        Log("crash");
        await Harness.CrashAsync();
    }
}

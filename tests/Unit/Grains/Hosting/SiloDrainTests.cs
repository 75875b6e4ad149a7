using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Hosting;
using Thresher.Grains.Links;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Hosting;

/// <summary>What a silo does in which order when it stops, and that it is bounded.</summary>
public sealed class SiloDrainTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _done = [];
    private readonly ThresherOptions _options = new() { Owner = "me", WaitsForStore = true };
    private readonly FetchSlots _slots;
    private readonly ActiveDomains _active;
    private readonly PageCommitQueue _commits;
    private readonly SiloLifecycleSubject _lifecycle = new(NullLogger<SiloLifecycleSubject>.Instance);
    private Func<string, Task> _answer = _ => Task.CompletedTask;

    public SiloDrainTests()
    {
        _slots = new FetchSlots(_options, _time);
        _active = new ActiveDomains(_time);
        _commits = new PageCommitQueue(DispatchProxy.Create<IUrlQueue, NoQueue>(), new KnownUrls(), new StoreFaults(), _options);
        var owners = DispatchProxy.Create<IDomainOwners, Owners>();
        ((Owners)(object)owners).Test = this;
        new SiloDrain(_slots, _active, _commits, owners, _options, _time, NullLogger<SiloDrain>.Instance).Participate(_lifecycle);
    }

    public ValueTask DisposeAsync()
    {
        _slots.Dispose();
        return _commits.DisposeAsync();
    }

    [Fact]
    public async Task Stop_NothingInFlight_LetsGoOfHostsThenRenewsThenReleases()
    {
        _active.Add("a.example", new Domain(this, "a.example"));
        await _lifecycle.OnStart(TestContext.Current.CancellationToken);

        await _lifecycle.OnStop(TestContext.Current.CancellationToken);

        Assert.Equal(["a.example lets go", "RenewAsync", "ReleaseOwnerAsync, graceful"], _done);
        Assert.True(_slots.Draining.IsCancellationRequested);
        Assert.False(_slots.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Stop_UrlInFlight_IsAbandonedAfterTheGraceAndNotBefore()
    {
        await _lifecycle.OnStart(TestContext.Current.CancellationToken);
        FetchPlace? place = null;
        _slots.Ask(new SlotAccount(), granted => place = granted);
        var began = _time.GetUtcNow();
        TimeSpan? abandonedAfter = null;
        await using var abandoned = _slots.Stopping.Register(() =>
        {
            abandonedAfter = _time.GetUtcNow() - began;
            place!.Dispose();
        });

        await EndsAsync(_lifecycle.OnStop(TestContext.Current.CancellationToken));

        Assert.True(abandonedAfter >= TimeSpan.FromSeconds(1.5), $"after {abandonedAfter}");
        Assert.Equal(0, _slots.Taken);
    }

    [Fact]
    public async Task Stop_StoreDoesNotAnswer_EndsAllTheSame()
    {
        await _lifecycle.OnStart(TestContext.Current.CancellationToken);
        _answer = _ => new TaskCompletionSource().Task;

        await EndsAsync(_lifecycle.OnStop(TestContext.Current.CancellationToken));

        Assert.Equal("RenewAsync", _done.First());
    }

    [Fact]
    public async Task Stop_BeforeItWasActive_AsksTheStoreForNothing()
    {
        _lifecycle.Subscribe("fails", ServiceLifecycleStage.BecomeActive, _ => throw new OperationCanceledException(), _ => Task.CompletedTask);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _lifecycle.OnStart(TestContext.Current.CancellationToken));

        await _lifecycle.OnStop(TestContext.Current.CancellationToken);

        Assert.Empty(_done);
    }

    /// <summary>Lets time pass until it has ended.</summary>
    private async Task EndsAsync(Task stop)
    {
        while (!stop.IsCompleted)
        {
            _time.Advance(Step);
            await Task.WhenAny(stop, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        await stop;
    }

    private sealed class Domain(SiloDrainTests test, string name) : IActiveDomain
    {
        public TimeSpan QuietFor => TimeSpan.Zero;

        public DomainView View() => throw new NotSupportedException();

        public void Yield() => throw new NotSupportedException();

        public Task StopAsync()
        {
            test._done.Enqueue($"{name} lets go");
            return Task.CompletedTask;
        }
    }

    /// <summary>Writes down what it is asked.</summary>
    public class Owners : DispatchProxy
    {
        internal SiloDrainTests Test { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Test._done.Enqueue(targetMethod!.Name + (args!.Contains(true) ? ", graceful" : ""));
            return Test._answer(targetMethod.Name);
        }
    }

    /// <summary>A queue that nothing is written to.</summary>
    public class NoQueue : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}

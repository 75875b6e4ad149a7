using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Parsing;

namespace Thresher.Tests.Unit.Grains.Parsing;

/// <summary>Pages that do not return use up no places.</summary>
public sealed class PagePlacesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ThresherOptions _options = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly PagePlaces _places;

    public PagePlacesTests() => _places = new PagePlaces(_options, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_BesidePagesThatBlockEveryPlace_RunsOnceTheyAreSlow()
    {
        // However far time runs ahead while threads are scarce, no page is given up.
        _options.PageTime = TimeSpan.FromDays(1);
        _ = await BlockAsync(Environment.ProcessorCount);
        var other = _places.RunAsync(() => { }, 1, Cancel);
        Assert.False(other.IsCompleted);

        while (!other.IsCompleted)
        {
            _time.Advance(PagePlaces.Slow / 10);
            await Task.Yield();
        }

        Assert.True(await other);
    }

    [Fact]
    public async Task Run_PageThatDoesNotReturn_IsAbandonedAndForgottenWhenItReturns()
    {
        var blocked = await BlockAsync(1);
        while (!blocked[0].IsCompleted)
        {
            _time.Advance(_options.PageTime / 10);
            await Task.Yield();
        }

        Assert.False(await blocked[0]);
        Assert.Equal(1, _places.Abandoned);

        _end.Set();
        while (_places.Abandoned > 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Work that ends after its time-out but before the caller resumes counts as ended, with its result or its exception.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndsWithin_WorkThatEndsAsItsTimeDoes_IsNotCalledLate(bool throws)
    {
        var work = new TaskCompletionSource();
        var queued = new QueuedContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(queued);
        Task<bool> ends;
        try
        {
            ends = PagePlaces.EndsWithinAsync(work.Task, PagePlaces.Slow, _time, Cancel);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        _time.Advance(PagePlaces.Slow);
        Assert.False(ends.IsCompleted);
        if (throws)
        {
            work.SetException(new TimeoutException("its own"));
        }
        else
        {
            work.SetResult();
        }

        queued.Run();

        Assert.True(ends.IsCompleted);
        if (throws)
        {
            Assert.Equal("its own", (await Assert.ThrowsAsync<TimeoutException>(() => ends)).Message);
        }
        else
        {
            Assert.True(await ends);
        }
    }

    [Fact]
    public async Task Run_MoreAbandonedPagesThanPlaces_LeavesAllPlaces()
    {
        for (var page = 0; page < 3 * Environment.ProcessorCount; page++)
        {
            var blocked = (await BlockAsync(1))[0];
            while (!blocked.IsCompleted)
            {
                _time.Advance(_options.PageTime);
                await Task.Yield();
            }
        }

        Assert.True(await _places.RunAsync(() => { }, 1, Cancel));
    }

    [Fact]
    public async Task Run_HeavyPages_RunOneAtATime()
    {
        var first = new TaskCompletionSource();
        var running = _places.RunAsync(() => { first.SetResult(); _end.Wait(Cancel); }, PagePlaces.Heavy, Cancel);
        await first.Task;

        var second = _places.RunAsync(() => { }, PagePlaces.Heavy, Cancel);

        Assert.True(await _places.RunAsync(() => { }, PagePlaces.Heavy - 1, Cancel));
        Assert.False(second.IsCompleted);
        _end.Set();
        Assert.True(await running);
        Assert.True(await second);
    }

    [Fact]
    public async Task Run_SiloStops_LeavesThePage()
    {
        using var stop = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var running = _places.RunAsync(() => { began.SetResult(); _end.Wait(Cancel); }, 1, stop.Token);
        await began.Task;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Run_WorkFails_Throws() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => _places.RunAsync(() => throw new InvalidOperationException(), 1, Cancel));

    public void Dispose()
    {
        _end.Set();
        _places.Dispose();
    }

    private async Task<Task<bool>[]> BlockAsync(int pages)
    {
        using var began = new CountdownEvent(pages);
        Task<bool>[] blocked = [.. Enumerable.Range(0, pages).Select(_ => _places.RunAsync(
            () =>
            {
                began.Signal();
                _end.Wait(Cancel);
            },
            1,
            Cancel))];
        while (!began.IsSet)
        {
            await Task.Yield();
        }

        return blocked;
    }

    /// <summary>Continuations wait until the test lets them run.</summary>
    private sealed class QueuedContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public void Run()
        {
            while (_posted.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
    }
}

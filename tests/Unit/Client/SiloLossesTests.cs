using Microsoft.Extensions.Time.Testing;
using Thresher.Client.Sessions;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Client;

/// <summary>When a console's calls in progress are given up.</summary>
public sealed class SiloLossesTests : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly SiloLosses _losses;
    private Func<HashSet<string>> _alive = () => ["a", "b"];
    private int _looks;

    public SiloLossesTests() => _losses = new SiloLosses(
        _ =>
        {
            _looks++;
            return Task.FromResult<IReadOnlySet<string>>(_alive());
        },
        _time);

    public ValueTask DisposeAsync() => _losses.DisposeAsync();

    [Fact]
    public async Task Lost_ConnectionEnds_CancelsCallsInProgressAndNoneThatFollows()
    {
        var (first, second) = (CallAsync(), CallAsync());

        _losses.Lost();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, await _losses.DuringAsync(lost => Task.FromResult(lost.IsCancellationRequested ? 0 : 1)));
    }

    [Fact]
    public async Task Watch_SiloNoLongerAlive_CancelsCallsInProgress()
    {
        _losses.Start();
        var call = CallAsync();
        await LookAsync();

        _alive = () => ["b", "c"];
        await LookAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Watch_SilosComeAndTheDatabaseIsAway_CancelsNothing()
    {
        _losses.Start();
        var call = CallAsync();
        await LookAsync();
        _alive = () => ["a", "b", "c"];
        await LookAsync();
        _alive = () => throw new StoreException("away") { IsTransient = true };
        await LookAsync();
        _alive = () => ["a", "b", "c"];
        await LookAsync();

        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task Watch_NoCallInProgress_LooksForNothing()
    {
        _losses.Start();
        _time.Advance(Look);
        _time.Advance(Look);
        var call = CallAsync();
        await LookAsync();

        Assert.Equal(1, _looks);
        Assert.False(call.IsCompleted);
    }

    private Task<int> CallAsync() => _losses.DuringAsync(async lost =>
    {
        await Task.Delay(Timeout.Infinite, lost);
        return 0;
    });

    private async Task LookAsync()
    {
        var before = _looks;
        for (_time.Advance(Look); _looks == before;)
        {
            await Task.Yield();
        }

        await Task.Yield();
    }
}

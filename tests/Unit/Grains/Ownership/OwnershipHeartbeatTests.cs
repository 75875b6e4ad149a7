using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Storage;
using Thresher.Tests.Unit.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Ownership;

public sealed class OwnershipHeartbeatTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _time = new();
    private readonly ThresherOptions _options = new() { Heartbeat = TimeSpan.FromSeconds(1), OwnershipTrust = TimeSpan.FromSeconds(3) };
    private readonly StubFence _fence = new();
    private readonly StubFatal _fatal = new();
    private readonly FetchSlots _slots;
    private readonly OwnershipClock _clock;
    private readonly OwnershipHeartbeat _heartbeat;

    public OwnershipHeartbeatTests()
    {
        _slots = new FetchSlots(_options);
        _clock = new OwnershipClock(_options, _time);
        _heartbeat = new OwnershipHeartbeat(_fence, _clock, _slots, _fatal, _options, _time, NullLogger<OwnershipHeartbeat>.Instance);
    }

    [Fact]
    public async Task Beat_StoreNeverAnswersOne_IsGivenUpBeforeTheRightIsLostAndTriedAgain()
    {
        _fence.Answer = beat => beat == 2 ? new TaskCompletionSource<bool>().Task : Task.FromResult(true);
        await _heartbeat.StartAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() => _fence.Beats >= 5);

        Assert.True(_clock.Holds);
    }

    [Fact]
    public async Task Beat_FailsInAWayNobodyThoughtOf_IsTriedAgain()
    {
        _fence.Answer = beat => beat % 2 == 1 ? Task.FromException<bool>(new InvalidOperationException("odd")) : Task.FromResult(true);
        await _heartbeat.StartAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() => _fence.Beats >= 4);

        Assert.True(_clock.Holds);
        Assert.Null(_fatal.Context);
    }

    [Fact]
    public async Task Beat_Revoked_EndsTheSilo()
    {
        _fence.Answer = _ => Task.FromResult(false);
        await _heartbeat.StartAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() => _fatal.Context is not null);

        Assert.True(_clock.IsRevoked);
        Assert.Contains("declared embedded dead", _fatal.Context, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        _slots.Dispose();
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(Step);
            await Task.Delay(1, limit.Token);
        }
    }

    private sealed class StubFence : IOwnerFence
    {
        public Func<int, Task<bool>> Answer { get; set; } = _ => Task.FromResult(true);

        public int Beats { get; private set; }

        public Task<bool> ConfirmAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) => Answer(++Beats);

        public Task<TimeSpan> RevokeAsync(string owner, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Rendering;

namespace Thresher.Tests.Unit.Grains.Rendering;

/// <summary>What pages ask of their own host: one at a time, a tenth of the delay apart.</summary>
public sealed class SubRequestPaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(500, 50)]
    [InlineData(60_000, 1_000)]
    public void Gap_IsATenthOfTheDelay_AndASecondAtMost(int delay, int gap) =>
        Assert.Equal(TimeSpan.FromMilliseconds(gap), SubRequestPace.GapOf(TimeSpan.FromMilliseconds(delay)));

    [Fact]
    public async Task Requests_ToOneHost_GoOneAtATime_WithTheGapBetween_AndOthersBesideThem()
    {
        var time = new FakeTimeProvider();
        var pace = new SubRequestPace(time);
        var first = pace.EnterAsync("a.example", TimeSpan.FromSeconds(1), Cancellation);
        Assert.False(first.IsCompleted, "the document has just come");
        time.Advance(TimeSpan.FromMilliseconds(100));
        var turn = await first;

        var second = pace.EnterAsync("a.example", TimeSpan.FromSeconds(1), Cancellation);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(second.IsCompleted, "the first is still under way");
        using var other = await pace.EnterAsync("b.example", TimeSpan.Zero, Cancellation);

        turn.Dispose();
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(second.IsCompleted, "the gap is not over");
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await second).Dispose();
    }

    [Fact]
    public async Task Wait_ThatIsCalledOff_LeavesTheHostFree()
    {
        var time = new FakeTimeProvider();
        var pace = new SubRequestPace(time);
        using var off = new CancellationTokenSource();
        var called = pace.EnterAsync("a.example", TimeSpan.FromSeconds(1), off.Token);
        await off.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => called);
        using var turn = await pace.EnterAsync("a.example", TimeSpan.Zero, Cancellation);
    }
}

using CsCheck;
using Thresher.Grains.Bodies;
using Thresher.Tests.Unit.Grains.Fetching;

namespace Thresher.Tests.Unit.Grains.Bodies;

public sealed class BodyBudgetTests
{
    private const long MiB = 1 << 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reserve_BeyondTheBudget_WaitsForRoom()
    {
        var budget = new BodyBudget(64 * MiB);
        var held = Enumerable.Range(0, 6).Select(i => budget.Open($"h{i}")).ToArray();
        foreach (var account in held)
        {
            await account.ReserveAsync(8 * MiB, Cancellation);
        }

        using var late = budget.Open("late");
        var waiting = late.ReserveAsync(8 * MiB, Cancellation);
        Assert.False(waiting.IsCompleted);
        Assert.True(budget.IsShort);

        held[0].Dispose();
        await waiting;
        Assert.False(budget.IsShort);
        Assert.Equal(48 * MiB, budget.Used);
    }

    [Fact]
    public async Task Reserve_SmallBody_DoesNotWaitForLargeOnes()
    {
        var budget = new BodyBudget(64 * MiB);
        for (var i = 0; i < 6; i++)
        {
            await budget.Open($"h{i}").ReserveAsync(8 * MiB, Cancellation);
        }

        Assert.False(budget.Open("more").ReserveAsync(MiB, Cancellation).IsCompleted);
        Assert.True(budget.Open("page").ReserveAsync(BodyBudget.Small, Cancellation).IsCompleted);
    }

    [Fact]
    public async Task Reserve_BodyLargerThanTheBudget_GoesOnAlone()
    {
        var budget = new BodyBudget(16 * MiB);
        var huge = budget.Open("h");
        await huge.ReserveAsync(1024 * MiB, Cancellation);
        var other = budget.Open("other").ReserveAsync(MiB, Cancellation);
        Assert.False(other.IsCompleted);
        huge.Dispose();
        await other;
    }

    [Fact]
    public async Task Reserve_AllWhoHoldMemoryWaitForMore_TheLongestWaitingGoesOn()
    {
        var budget = new BodyBudget(64 * MiB);
        var accounts = Enumerable.Range(0, 6).Select(i => budget.Open($"h{i}")).ToArray();
        foreach (var account in accounts)
        {
            await account.ReserveAsync(8 * MiB, Cancellation);
        }

        var more = accounts.Select(account => account.ReserveAsync(16 * MiB, Cancellation)).ToArray();
        await more[0];
        Assert.All(more[1..], task => Assert.False(task.IsCompleted));
        for (var i = 0; i < accounts.Length; i++)
        {
            await more[i];
            accounts[i].Dispose();
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Reserve_ManyBodiesOfOneHost_HaveItsShareAndLeaveTheRest()
    {
        var budget = new BodyBudget(64 * MiB);
        var ofHost = Enumerable.Range(0, 20).Select(_ => budget.Open("greedy").ReserveAsync(4 * MiB, Cancellation)).ToArray();
        Assert.Equal(2, ofHost.Count(task => task.IsCompleted));
        await budget.Open("other").ReserveAsync(8 * MiB, Cancellation);
    }

    [Fact]
    public async Task Reserve_GivenUp_LeavesNoTrace()
    {
        var budget = new BodyBudget(16 * MiB);
        var huge = budget.Open("h");
        await huge.ReserveAsync(64 * MiB, Cancellation);
        using var impatient = new CancellationTokenSource();
        var given = budget.Open("other");
        var waiting = given.ReserveAsync(MiB, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        given.Dispose();
        Assert.False(budget.IsShort);
        huge.Dispose();
        Assert.Equal(0, budget.Used);
    }

    /// <summary>Any bodies in any order: each ends, nothing is left over, and more than the budget is used by a lone body only.</summary>
    [Fact]
    public void Bodies_OfAnySizes_AllEndWithinTheBudget() =>
        Gen.Select(Gen.Int[1, 12].Array[1, 40], Gen.Int[1, 5].Array[1, 40]).Sample(
            (sizes, hosts) => RunAsync(sizes, hosts).GetAwaiter().GetResult(), iter: 100);

    [Theory]
    [InlineData(64L << 20, 16L << 20)]
    [InlineData(768L << 20, 96L << 20)]
    [InlineData(64L << 30, 1L << 30)]
    public void Budget_OfTheHeap_IsAPartWithinBounds(long heap, long expected) => Assert.Equal(expected, BodyBudget.OfHeap(heap));

    private static async Task RunAsync(int[] sizes, int[] hosts)
    {
        const int Pieces = 4;
        var budget = new BodyBudget(16 * MiB);
        await Task.WhenAll(sizes.Select((size, i) => Task.Run(async () =>
        {
            using var account = budget.Open($"h{hosts[i % hosts.Length]}");
            for (var piece = 1; piece <= Pieces; piece++)
            {
                await account.ReserveAsync(size * MiB * piece / Pieces, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
                await Task.Yield();
            }
        }))).WaitAsync(Cancellation);
        await Until.Async(() => budget.Used == 0);
        Assert.False(budget.IsShort);
    }
}

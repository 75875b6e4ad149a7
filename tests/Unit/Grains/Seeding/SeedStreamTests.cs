using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;

namespace Thresher.Tests.Unit.Grains.Seeding;

public sealed class SeedStreamTests
{
    /// <summary>Three batches on their way, one being filled, what is read ahead, and the line in hand.</summary>
    private const int MostTaken = (4 * 2_000) + 256 + 2;

    private int _taken;

    [Fact]
    public async Task RunAsync_NothingAcknowledged_TakesABoundedNumberOfLines()
    {
        var commit = new TaskCompletionSource();
        var stream = new SeedStream(
            async lines =>
            {
                await commit.Task;
                return new SeedVerdict[lines.Length];
            },
            new FakeTimeProvider());
        await using var settled = stream.RunAsync(LinesAsync("http://h/", 100_000, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = settled.MoveNextAsync().AsTask();

        while (_taken < MostTaken - 1)
        {
            await Task.Yield();
        }

        // Long enough for a reader that nothing holds to take them all.
        for (var turn = 0; turn < 100_000; turn++)
        {
            await Task.Yield();
        }

        Assert.InRange(_taken, 2_000, MostTaken);
        Assert.False(first.IsCompleted);
        commit.SetResult();
        Assert.True(await first);
        var all = settled.Current.Length;
        while (await settled.MoveNextAsync())
        {
            all += settled.Current.Length;
        }

        Assert.Equal((100_000, 100_000), (all, _taken));
    }

    [Fact]
    public async Task RunAsync_LongLines_GoInSmallerBatches()
    {
        var largest = 0;
        var stream = new SeedStream(
            lines =>
            {
                largest = Math.Max(largest, lines.Sum(line => line.Length));
                return Task.FromResult(new SeedVerdict[lines.Length]);
            },
            new FakeTimeProvider());

        var settled = await stream.RunAsync(LinesAsync(new string('x', 16_000), 2_000, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2_000, settled.Sum(batch => batch.Length));
        Assert.InRange(largest, 1, (1024 * 1024) + 20_000);
    }

    /// <summary>A silo that stops may never acknowledge what it read: its posts must learn this in time.</summary>
    [Fact]
    public async Task RunAsync_CancelledWhileABatchIsNotAcknowledged_Ends()
    {
        using var end = new CancellationTokenSource();
        var stream = new SeedStream(_ => new TaskCompletionSource<SeedVerdict[]>().Task, new FakeTimeProvider());
        await using var settled = stream.RunAsync(LinesAsync("http://h/", 100_000, CancellationToken.None), end.Token).GetAsyncEnumerator(CancellationToken.None);
        var first = settled.MoveNextAsync().AsTask();
        while (_taken < MostTaken - 1)
        {
            await Task.Yield();
        }

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private async IAsyncEnumerable<ProducerLine> LinesAsync(string text, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (var number = 1; number <= count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _taken++;
            yield return new ProducerLine("", number, text);
        }
    }
}

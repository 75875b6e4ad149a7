using System.Net;
using System.Net.Sockets;
using Thresher.Grains.Resolving;
using Thresher.Tests.Unit.Grains.Fetching;

namespace Thresher.Tests.Unit.Grains.Resolving;

public sealed class SystemSourceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_CallsThatBlock_HoldThreadsOfItsOwnAndNoMoreThanItsShare()
    {
        using var release = new ManualResetEventSlim();
        var (blocked, onPool) = (0, 0);
        using var source = new SystemSource(_ =>
        {
            Interlocked.Increment(ref blocked);
            Interlocked.Add(ref onPool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
            release.Wait(Cancellation);
            return [IPAddress.Loopback];
        });

        var waiting = Enumerable.Range(0, 100).Select(i => source.QueryAsync($"n{i}", Cancellation)).ToArray();
        await Until.Async(() => Volatile.Read(ref blocked) == SystemSource.MostThreads);
        Assert.All(waiting, question => Assert.False(question.IsCompleted));
        Assert.Equal(SystemSource.MostThreads, Volatile.Read(ref blocked));

        release.Set();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(NameAnswerKind.Found, answer.Kind));
        Assert.Equal((100, 0), (blocked, onPool));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "Missing")]
    [InlineData(SocketError.NoData, "Missing")]
    [InlineData(SocketError.TryAgain, "Failed")]
    public async Task Query_SystemsError_IsAnAnswer(SocketError error, string expected)
    {
        using var source = new SystemSource(_ => throw new SocketException((int)error));
        Assert.Equal(expected, (await source.QueryAsync("n", Cancellation)).Kind.ToString());
    }
}

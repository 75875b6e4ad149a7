using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Resolving;
using Thresher.Tests.Unit.Grains.Fetching;

namespace Thresher.Tests.Unit.Grains.Resolving;

public sealed class NameResolverTests : IDisposable
{
    private static readonly IPAddress[] First = [IPAddress.Parse("192.0.2.1")];
    private static readonly IPAddress[] Second = [IPAddress.Parse("192.0.2.2")];

    private readonly FakeTimeProvider _time = new();
    private readonly FakeSource _source = new();
    private readonly NameResolver _resolver;

    public NameResolverTests() => _resolver = new NameResolver(_source, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _resolver.Dispose();

    [Fact]
    public async Task Resolve_ManyAtOnce_AsksOnce()
    {
        var waiting = Enumerable.Range(0, 50).Select(i => _resolver.ResolveAsync(i % 2 == 0 ? "Host.test" : "host.test.", Cancellation)).ToArray();
        _source.Answer("host.test", FakeSource.Found("192.0.2.1"));

        Assert.All(await Task.WhenAll(waiting), addresses => Assert.Equal(First, addresses));
        Assert.Equal(First, await _resolver.ResolveAsync("host.test", Cancellation));
        Assert.Single(_source.Asked);
    }

    [Fact]
    public async Task Resolve_MissingName_IsToldFromTheCache()
    {
        _source.Answer("no.test", NameAnswer.Missing(TimeSpan.FromSeconds(30)));

        Assert.Equal(SocketError.HostNotFound, await ErrorAsync("no.test"));
        Assert.Equal(SocketError.HostNotFound, await ErrorAsync("no.test"));
        Assert.Single(_source.Asked);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(SocketError.HostNotFound, await ErrorAsync("no.test"));
        Assert.Equal(2, _source.Asked.Count);
    }

    [Fact]
    public async Task Resolve_NobodyAnswers_FailsAtTheLimitAndIsNotAskedAtOnceAgain()
    {
        var waiting = ErrorAsync("dead.test");
        await Until.Async(() => _source.Asked.Count == 1);
        await PassAsync(NameResolver.Limit, () => waiting.IsCompleted);

        Assert.Equal(SocketError.TryAgain, await waiting);
        Assert.Equal(SocketError.TryAgain, await ErrorAsync("dead.test"));
        Assert.Single(_source.Asked);
    }

    [Theory]
    [InlineData("nowhere.invalid")]
    [InlineData("abcdefg.onion")]
    [InlineData("a..b")]
    [InlineData("")]
    public async Task Resolve_NameThatCannotBe_IsMissingWithoutAQuestion(string name)
    {
        Assert.Equal(SocketError.HostNotFound, await ErrorAsync(name));
        Assert.Empty(_source.Asked);
    }

    [Fact]
    public async Task Resolve_ThousandsOfSlowNames_QuickOneIsAnsweredBeforeThem()
    {
        const int Slow = NameResolver.SlowPlaces;
        var slow = Enumerable.Range(0, Slow).Select(i => ErrorAsync($"slow-{i}.test")).ToArray();
        await PassAsync(NameResolver.Patience * (Slow / NameResolver.QuickPlaces), () => _source.Asked.Count == Slow);
        _source.Answer("quick.test", FakeSource.Found("192.0.2.1"));

        var quick = _resolver.ResolveAsync("quick.test", Cancellation);
        await PassAsync(NameResolver.Patience * 2, () => quick.IsCompleted);

        Assert.True(quick.IsCompletedSuccessfully);
        await PassAsync(NameResolver.Limit * 2, () => slow.All(task => task.IsCompleted));
        Assert.All(await Task.WhenAll(slow), error => Assert.Equal(SocketError.TryAgain, error));
        await Until.Async(() => _resolver.Open == 0);
    }

    [Fact]
    public async Task Resolve_NobodyWaitsAnyMore_AnswerServesTheNext()
    {
        using var impatient = new CancellationTokenSource();
        var given = _resolver.ResolveAsync("late.test", impatient.Token);
        await Until.Async(() => _source.Asked.Count == 1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        _source.Answer("late.test", FakeSource.Found("192.0.2.1"));
        await Until.Async(() => _resolver.Open == 0);
        Assert.Equal(First, await _resolver.ResolveAsync("late.test", Cancellation));
        Assert.Single(_source.Asked);
    }

    [Fact]
    public async Task Resolve_KnownHostWhoseServersFellSilent_KeepsItsAddresses()
    {
        _source.Answer("known.test", FakeSource.Found("192.0.2.1"));
        await _resolver.ResolveAsync("known.test", Cancellation);
        _source.Forget("known.test");
        _time.Advance(TimeSpan.FromSeconds(61));

        var waiting = _resolver.ResolveAsync("known.test", Cancellation);
        await Until.Async(() => _source.Asked.Count == 2);
        Assert.False(waiting.IsCompleted);
        await PassAsync(NameResolver.StaleAfter, () => waiting.IsCompleted);
        Assert.Equal(First, await waiting);

        // The new answer counts once it is there.
        _source.Answer("known.test", FakeSource.Found("192.0.2.2"));
        await Until.Async(() => _resolver.Open == 0);
        Assert.Equal(Second, await _resolver.ResolveAsync("known.test", Cancellation));
    }

    [Fact]
    public async Task Resolve_KnownHostThatIsGone_IsMissing()
    {
        _source.Answer("gone.test", FakeSource.Found("192.0.2.1"));
        await _resolver.ResolveAsync("gone.test", Cancellation);
        _source.Forget("gone.test");
        _source.Answer("gone.test", NameAnswer.Missing(TimeSpan.FromMinutes(1)));
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(SocketError.HostNotFound, await ErrorAsync("gone.test"));
    }

    private async Task<SocketError> ErrorAsync(string name) =>
        (await Assert.ThrowsAsync<SocketException>(() => _resolver.ResolveAsync(name, Cancellation))).SocketErrorCode;

    /// <summary>Lets time pass in small steps, so that what follows one timer can set the next.</summary>
    private async Task PassAsync(TimeSpan span, Func<bool> until)
    {
        for (var left = span; left >= TimeSpan.Zero && !until(); left -= NameResolver.Patience)
        {
            _time.Advance(NameResolver.Patience);
            for (var i = 0; i < 20 && !until(); i++)
            {
                await Task.Delay(1, Cancellation);
            }
        }

        await Until.Async(until);
    }
}

using Thresher.Jobs.Outcomes;
using Thresher.TestWeb.Hostile;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class FetchHostileTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    /// <summary>Timers tick more coarsely than the clock that the elapsed time is read from.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(HostileBehaviour.Fine, FetchOutcome.Ok)]
    [InlineData(HostileBehaviour.HeaderFlood, FetchOutcome.ProtocolError)]
    [InlineData(HostileBehaviour.EndlessHeaders, FetchOutcome.ProtocolError)]
    [InlineData(HostileBehaviour.EndlessHeaderLine, FetchOutcome.ProtocolError)]
    [InlineData(HostileBehaviour.EndlessInformational, FetchOutcome.ProtocolError)]
    [InlineData(HostileBehaviour.ResetMidBody, FetchOutcome.BodyIncomplete)]
    [InlineData(HostileBehaviour.ResetAtOnce, FetchOutcome.NoResponse)]
    [InlineData(HostileBehaviour.CloseAtOnce, FetchOutcome.NoResponse)]
    [InlineData(HostileBehaviour.Garbage, FetchOutcome.ProtocolError)]
    [InlineData(HostileBehaviour.BadChunk, FetchOutcome.ProtocolError)]
    [InlineData(HostileBehaviour.TwoLengths, FetchOutcome.ProtocolError)]
    public async Task GetAsync_Hostile_EndsByItself(HostileBehaviour behaviour, FetchOutcome expected)
    {
        await using var server = HostileServer.Start(interval: TimeSpan.FromMilliseconds(1));
        using var response = await Fetches.GetAsync(server.UrlOf(behaviour).AbsoluteUri);
        Assert.Equal(expected, response.Outcome);
    }

    [Theory]
    [InlineData(HostileBehaviour.Silence)]
    [InlineData(HostileBehaviour.DripHeader)]
    public async Task GetAsync_HeadersNeverEnd_EndsAtTheFirstByteLimit(HostileBehaviour behaviour)
    {
        await using var server = HostileServer.Start(interval: TimeSpan.FromMilliseconds(1));
        using var response = await Fetches.GetAsync(server.UrlOf(behaviour).AbsoluteUri, Fetches.Limits with { FirstByte = Short });
        Assert.Equal((FetchOutcome.FirstByteTimeout, 0), (response.Outcome, response.Status));
        Assert.True(response.Elapsed >= Short - Tick);
    }

    [Theory]
    [InlineData(HostileBehaviour.DripBody)]
    [InlineData(HostileBehaviour.SilentBody)]
    public async Task GetAsync_BodyNeverEnds_EndsAtTheTotalLimit(HostileBehaviour behaviour)
    {
        await using var server = HostileServer.Start(interval: TimeSpan.FromMilliseconds(1));
        using var response = await Fetches.GetAsync(
            server.UrlOf(behaviour).AbsoluteUri, Fetches.Limits with { Total = Short });
        Assert.Equal(FetchOutcome.TotalTimeout, response.Outcome);
        Assert.True(response.Elapsed >= Short - Tick);
    }

    [Fact]
    public async Task GetAsync_EndlessChunks_AreCutAtTheBodyLimit()
    {
        await using var server = HostileServer.Start();
        using var response = await Fetches.GetAsync(server.UrlOf(HostileBehaviour.EndlessChunks).AbsoluteUri, Fetches.Limits with { MaxBodyBytes = 3_000_000 });
        Assert.Equal((FetchOutcome.Ok, true, 3_000_000), (response.Outcome, response.BodyCut, response.Body.Length));
    }

    [Fact]
    public void Behaviours_AreAllTested()
    {
        var tested = typeof(FetchHostileTests).GetMethods()
            .SelectMany(method => method.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>())
            .Select(data => (HostileBehaviour)data.Data[0]!)
            .Append(HostileBehaviour.EndlessChunks);
        Assert.Equal(Enum.GetValues<HostileBehaviour>().Order(), tested.Distinct().Order());
    }
}

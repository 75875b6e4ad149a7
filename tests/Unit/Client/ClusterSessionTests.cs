using Thresher.Client.Sessions;

namespace Thresher.Tests.Unit.Client;

public sealed class ClusterSessionTests
{
    /// <summary>A silo calls its search for a grain off when another silo goes: the console of a long crawl ended with "stopped".</summary>
    [Fact]
    public void IsPassing_CancellationNobodyAskedFor_IsASilos() =>
        Assert.True(ClusterSession.IsPassing(new TaskCanceledException(), TestContext.Current.CancellationToken));

    [Fact]
    public void IsPassing_CancellationAskedFor_IsTheEnd() =>
        Assert.False(ClusterSession.IsPassing(new OperationCanceledException(), new CancellationToken(canceled: true)));
}

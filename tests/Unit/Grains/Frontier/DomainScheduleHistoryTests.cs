using CsCheck;
using Thresher.Tests.Unit.Grains.Frontier.Histories;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>
/// The invariants of a domain's schedule over random histories: answers of all kinds, kills, stops, moves, failing steps,
/// changing robots.txt, crawls that join with other delays, two schemes. The environment variable THRESHER_HISTORIES sets
/// how many.
/// </summary>
public sealed class DomainScheduleHistoryTests
{
    private static readonly long Histories = long.TryParse(Environment.GetEnvironmentVariable("THRESHER_HISTORIES"), out var set) ? set : 20_000;

    [Fact]
    public void Schedule_AnyHistory_KeepsItsPromisesAndEndsEveryUrl()
    {
        long requests = 0;
        Gen.Int[0, 9_999].Array[20, 300].Sample(
            choices =>
            {
                var world = new ScheduleWorld(choices).Run();
                Interlocked.Add(ref requests, world.Requests);
                Assert.Empty(world.Violations);
            },
            iter: Histories);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Histories:N0} histories, {requests:N0} requests");
    }
}

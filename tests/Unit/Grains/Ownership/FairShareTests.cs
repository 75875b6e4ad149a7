using Thresher.Grains.Ownership;

namespace Thresher.Tests.Unit.Grains.Ownership;

public sealed class FairShareTests
{
    [Fact]
    public void Plan_OneJoins_EachGivesItsPart()
    {
        var owned = Owned(334, 333, 333, 0);

        var moved = PlanAll(owned, int.MaxValue);

        Assert.All(owned.Values, domains => Assert.InRange(domains, 249, 251));
        Assert.Equal(250, moved);
    }

    [Fact]
    public void Plan_OneHasAll_GivesAtMostTheLimit()
    {
        var plan = FairShare.Plan(Owned(900, 0, 0), 0, 100);

        Assert.Equal(100, plan.Sum(part => part.Domains));
    }

    [Fact]
    public void Plan_WithinTheTolerance_NobodyGives()
    {
        var owned = Owned(365, 335, 300);

        Assert.Equal(0, PlanAll(owned, int.MaxValue));
    }

    [Fact]
    public void Plan_FewDomains_OneMoreThanTheMeanIsNoReason() => Assert.Equal(0, PlanAll(Owned(2, 1, 0), int.MaxValue));

    [Fact]
    public void Plan_SelfNotCounted_GivesNothing() => Assert.Empty(FairShare.Plan(Owned(10, 0), 7, 100));

    /// <summary>Whatever the counts, the plans of all silos together fill no gap twice, and what was moved once is not moved back.</summary>
    [Fact]
    public void Plan_AnyCounts_SettlesWithoutFlapping()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var owned = Owned([.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next(0, random.Next(1, 2000)))]);
            var total = owned.Values.Sum();
            var mean = total / (double)owned.Count;
            var gave = new HashSet<int>();
            var got = new HashSet<int>();
            for (var turn = 0; turn < 200 && PlanAll(owned, 50, gave, got) > 0; turn++)
            {
                Assert.Equal(total, owned.Values.Sum());
            }

            Assert.Empty(gave.Intersect(got));
            Assert.Equal(0, PlanAll(owned, 50));
            Assert.All(owned.Values, domains => Assert.True(domains <= (mean * 1.1) + 1));
        }
    }

    private static Dictionary<int, int> Owned(params int[] domains) => domains.Index().ToDictionary(silo => silo.Index, silo => silo.Item);

    /// <summary>Carries out what all silos plan from the same counts.</summary>
    private static int PlanAll(Dictionary<int, int> owned, int limit, HashSet<int>? gave = null, HashSet<int>? got = null)
    {
        var seen = owned.ToDictionary();
        var moved = 0;
        foreach (var silo in seen.Keys)
        {
            foreach (var (to, domains) in FairShare.Plan(seen, silo, limit))
            {
                owned[silo] -= domains;
                owned[to] += domains;
                moved += domains;
                gave?.Add(silo);
                got?.Add(to);
            }
        }

        return moved;
    }
}

using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Ownership;

namespace Thresher.Tests.Unit.Grains.Ownership;

/// <summary>Who has the places that are kept for seeds.</summary>
public sealed class SeedReserveTests
{
    private const long Large = 1;
    private const long Small = 2;

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(8, 9)]
    [InlineData(4096, 4608)]
    public void Most_OfServed_IsAnEighthMoreAndAtLeastOne(int served, int most) => Assert.Equal(most, new SeedReserve(served, _time).Most);

    [Fact]
    public void Take_CrawlThatSeedsWithoutEnd_HasItsShareInATurnAndLeavesTheRest()
    {
        var reserve = new SeedReserve(256, _time);
        var taken = new List<string>();
        for (var batch = 0; batch < 50; batch++)
        {
            reserve.Add(Large, Names("large", 100));
            taken.AddRange(reserve.Take(32, Nobody));
        }

        Assert.Equal(4, taken.Count);
        reserve.Add(Small, ["small"]);
        Assert.Equal(["small"], reserve.Take(32, Nobody));

        _time.Advance(ActiveDomains.Turn);
        Assert.Equal(4, reserve.Take(32, Nobody).Count);
    }

    [Fact]
    public void Take_NoPlaceIsLeft_GivesTheFirstOnesToCrawlsWithoutOne()
    {
        var reserve = new SeedReserve(256, _time);
        reserve.Add(Large, Names("large", 100));
        Assert.Empty(reserve.Take(0, Nobody));
        Assert.Empty(reserve.Take(-3, Nobody));

        Assert.Equal(["large0"], reserve.Take(1, Nobody));
        reserve.Add(Small, Names("small", 2));
        Assert.Equal(["small0", "large1", "small1"], reserve.Take(3, Nobody));
    }

    [Fact]
    public void Take_DomainThatIsServedByNow_NeedsNoPlace()
    {
        var reserve = new SeedReserve(8, _time);
        reserve.Add(Small, ["served", "other"]);

        Assert.Equal(["other"], reserve.Take(1, domain => domain == "served"));
        Assert.Empty(reserve.Take(1, Nobody));
    }

    private static bool Nobody(string domain) => false;

    private static IEnumerable<string> Names(string name, int count) => Enumerable.Range(0, count).Select(number => $"{name}{number}");
}

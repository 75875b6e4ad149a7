using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Frontier;

public sealed class WakeTurnsTests
{
    private static readonly string[] Due = [.. Enumerable.Range(0, 300).Select(i => $"d{i}.test")];

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_Alone_AllInTheOrderInWhichTheyAreDue() => Assert.Equal(Due, new WakeTurns(_time).Take(Due, [1], 1));

    [Fact]
    public void Take_ThreeSilos_EachDomainFallsToOneAndTheyShareEvenly()
    {
        int[] silos = [7, 3, 5];

        var parts = silos.Select(silo => new WakeTurns(_time).Take(Due, silos, silo)).ToList();

        Assert.Equal(Due.Order(), parts.SelectMany(part => part).Order());
        Assert.All(parts, part => Assert.InRange(part.Count, 70, 130));
    }

    [Fact]
    public void Take_StillDueAfterASecond_ThoseOfOthersToo()
    {
        var turns = new WakeTurns(_time);
        Assert.True(turns.Take(Due, [1, 2], 1).Count < Due.Length);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Due, turns.Take(Due, [1, 2], 1));
    }

    [Fact]
    public void Take_WokenMeanwhile_IsNotLongDueTheNextTime()
    {
        var turns = new WakeTurns(_time);
        var own = turns.Take(Due, [1, 2], 1);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        turns.Take([], [1, 2], 1);
        _time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(own, turns.Take(Due, [1, 2], 1));
    }

    [Fact]
    public void Take_NotAmongThoseThatServe_HasNoPart() => Assert.Empty(new WakeTurns(_time).Take(Due, [1, 2], 3));
}

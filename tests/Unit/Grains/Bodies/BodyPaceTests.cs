using Thresher.Grains.Bodies;

namespace Thresher.Tests.Unit.Grains.Bodies;

public sealed class BodyPaceTests
{
    [Theory]
    [InlineData(1024, false, null)]
    [InlineData(1023, false, 20)]
    [InlineData(1023, true, 5)]
    [InlineData(0, false, 20)]
    public void Look_EachSecond_EndsABodyBelowTheRateAfterTheWindow(int bytes, bool isShort, int? expected)
    {
        var pace = new BodyPace(1024);
        Assert.Equal(expected, FirstTooSlow(pace, isShort, _ => pace.Came(bytes)));
    }

    [Fact]
    public void Look_BodyThatPauses_IsWaitedForWithinTheWindow()
    {
        var pace = new BodyPace(1024);
        Assert.Null(FirstTooSlow(pace, false, second => pace.Came(second % 18 == 0 ? 100_000 : 0)));
    }

    [Fact]
    public void Look_WhileWeDoNotRead_DoesNotCount()
    {
        var pace = new BodyPace(1024);
        pace.Waits();
        Assert.Null(FirstTooSlow(pace, true, _ => { }));
        pace.Reads();
        Assert.Equal(5, FirstTooSlow(pace, true, _ => { }));
    }

    [Fact]
    public void Look_NoRate_NeverEnds() => Assert.Null(FirstTooSlow(new BodyPace(0), true, _ => { }));

    private static int? FirstTooSlow(BodyPace pace, bool isShort, Action<int> second)
    {
        for (var i = 0; i < 100; i++)
        {
            if (pace.Look(isShort))
            {
                return i;
            }

            second(i);
        }

        return null;
    }
}

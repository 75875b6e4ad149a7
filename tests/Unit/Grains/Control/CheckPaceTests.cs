using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Control;

namespace Thresher.Tests.Unit.Grains.Control;

public sealed class CheckPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Ask_ManyTimesASecond_IsDueOnceAndNotPutOff()
    {
        var checks = new CheckPace(_time);
        var looks = 0;
        TimeSpan? due = null;
        for (var ms = 0; ms < 10_000; ms += 10)
        {
            if (checks.Ask() is { } wait)
            {
                due = wait + TimeSpan.FromMilliseconds(ms);
            }

            _time.Advance(TimeSpan.FromMilliseconds(10));
            if (due <= TimeSpan.FromMilliseconds(ms + 10))
            {
                due = null;
                looks++;
                checks.Checked();
            }
        }

        Assert.InRange(looks, 38, 41);
    }

    [Fact]
    public void Ask_LongAfterTheLastLook_IsDueSoon()
    {
        var checks = new CheckPace(_time);
        checks.Checked();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CheckPace.Soon, checks.Ask());
    }
}

using CsCheck;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Jobs;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("1s", 1_000)]
    [InlineData(" 1s ", 1_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5m", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("5M", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("365d", 31_536_000_000)]
    public void TryParse_Duration_IsRead(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("1s1s")]
    [InlineData("1min")]
    [InlineData("NaNs")]
    [InlineData("Infinitys")]
    [InlineData("366d")]
    [InlineData("99999999999999999999999d")]
    [InlineData("00:00:01")]
    [InlineData("١s")]
    public void TryParse_NoDuration_IsRefused(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(1, "1ms")]
    [InlineData(1_500, "1500ms")]
    [InlineData(90_000, "90s")]
    [InlineData(120_000, "2m")]
    [InlineData(5_400_000, "90m")]
    [InlineData(172_800_000, "2d")]
    public void Format_Duration_IsShortAndExact(long milliseconds, string expected) =>
        Assert.Equal(expected, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Format_AnyWholeMilliseconds_ReadsBack() =>
        Gen.Long[0, 31_536_000_000].Select(ms => TimeSpan.FromMilliseconds(ms)).Sample(value =>
            Duration.TryParse(Duration.Format(value), out var read) && read == value);

    [Fact]
    public void TryParse_AnyText_NeitherFailsNorLeavesItsRange() =>
        Gen.String[Gen.Char["0123456789.smhdEN∞- "], 0, 12].Sample(text =>
            !Duration.TryParse(text, out var value) || (value >= TimeSpan.Zero && value <= TimeSpan.FromDays(365)));
}

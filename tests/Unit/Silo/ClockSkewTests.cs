using Thresher.Silo.Database;

namespace Thresher.Tests.Unit.Silo;

public sealed class ClockSkewTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1.9, 0.1, null)]
    [InlineData(2.0, 0.1, null)]
    [InlineData(3.0, 0.5, -2.5)]
    [InlineData(-3.0, 0.1, 3.0)]
    [InlineData(5.0, 10.0, null)]
    [InlineData(-4.0, 10.0, 4.0)]
    public void Between_Clocks_TellsOnlyWhatIsCertain(double theirs, double answered, double? expected)
    {
        var skew = ClockSkew.Between(Noon, Noon.AddSeconds(theirs), Noon.AddSeconds(answered));
        Assert.Equal(expected, skew?.TotalSeconds);
    }
}

using System.Text.RegularExpressions;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Jobs.Outcomes;

public sealed class OutcomeNameTests
{
    [Fact]
    public void Of_EveryOutcome_ReadsBack() => Assert.All(Enum.GetValues<FetchOutcome>(), outcome =>
    {
        Assert.Matches(new Regex("^[a-z]+(-[a-z]+)*$"), OutcomeName.Of(outcome));
        Assert.True(OutcomeName.TryParse(OutcomeName.Of(outcome).ToUpperInvariant(), out var read));
        Assert.Equal(outcome, read);
    });

    [Theory]
    [InlineData("")]
    [InlineData("notfound")]
    [InlineData("404")]
    public void TryParse_NoOutcome_IsRefused(string name) => Assert.False(OutcomeName.TryParse(name, out _));

    [Fact]
    public void Numbers_AreStored_AndNeverChange() => Assert.Equal(
        "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 54 55 56 57 58 59 60",
        string.Join(' ', Enum.GetValues<FetchOutcome>().Select(outcome => (int)outcome)));
}

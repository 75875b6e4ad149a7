using Thresher.Fetching;

namespace Thresher.Tests.Unit.Fetching;

public sealed class ThresherAgentTests
{
    [Fact]
    public void Default_NamesProductVersionAndContact() =>
        Assert.Matches(@"^Thresher/\d+\.\d+\.\d+ \(\+https://[^ )]+\)$", ThresherAgent.Default);

    [Theory]
    [InlineData("Thresher/0.1.0 (+https://h/)", "Thresher")]
    [InlineData("Example-Bot_x/2", "Example-Bot_x")]
    [InlineData("mybot", "mybot")]
    [InlineData("bot2/1", "bot")]
    [InlineData("(x)", "(x)")]
    public void ProductToken_UserAgent_IsItsFirstName(string agent, string token) =>
        Assert.Equal(token, ThresherAgent.ProductToken(agent));

    [Fact]
    public void Of_JobWithoutAgent_IsTheDefault() =>
        Assert.Equal((ThresherAgent.Default, "x"), (ThresherAgent.Of(null), ThresherAgent.Of("x")));
}

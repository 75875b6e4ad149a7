using Thresher.Jobs;

namespace Thresher.Tests.Unit.Jobs;

public sealed class UserAgentTests
{
    [Fact]
    public void Default_NamesProductVersionAndContact() =>
        Assert.Matches(@"^Thresher/\d+\.\d+\.\d+ \(\+https://[^ )]+\)$", UserAgent.Default);

    [Theory]
    [InlineData("Thresher/0.1.0 (+https://h/)", "Thresher")]
    [InlineData("Example-Bot_x/2", "Example-Bot_x")]
    [InlineData("mybot", "mybot")]
    [InlineData("bot2/1", "bot")]
    [InlineData("(x)", "(x)")]
    public void ProductToken_UserAgent_IsItsFirstName(string agent, string token) =>
        Assert.Equal(token, UserAgent.ProductToken(agent));

    [Fact]
    public void Of_JobWithoutAgent_IsTheDefault() =>
        Assert.Equal((UserAgent.Default, "x"), (UserAgent.Of(null), UserAgent.Of("x")));
}

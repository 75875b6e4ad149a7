using Thresher.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>One login for however many pages that are seen logged out, and none that has just been tried in vain.</summary>
public sealed class DomainLoginsTests
{
    private readonly DomainLogins _logins = new();

    [Fact]
    public void SeenLoggedOut_BySeveralPagesOfOneSession_WantsOneLogin()
    {
        Assert.False(_logins.Wants(1));
        Assert.True(_logins.SeenLoggedOut(1, 10));
        Assert.True(_logins.SeenLoggedOut(1, 10));
        Assert.True(_logins.Wants(1));
        Assert.False(_logins.Wants(2));

        _logins.LoggedIn(1, 11);
        Assert.False(_logins.Wants(1));

        // Sent with the old session, answered after the login: it is tried again, without another login.
        Assert.True(_logins.SeenLoggedOut(1, 10));
        Assert.False(_logins.Wants(1));
    }

    [Fact]
    public void SeenLoggedOut_WithASessionThatHasShownNothing_SaysThatItDoesNotHelp()
    {
        _logins.LoggedIn(1, 11);
        Assert.False(_logins.SeenLoggedOut(1, 11));
        Assert.True(_logins.Wants(1));
    }

    [Fact]
    public void SeenLoggedOut_WithASessionThatHasShownPages_WantsTheNext()
    {
        _logins.LoggedIn(1, 11);
        _logins.SeenLoggedIn(1);
        Assert.True(_logins.SeenLoggedOut(1, 11));
        Assert.True(_logins.Wants(1));
    }

    // Another domain of the crawl has logged in meanwhile.
    [Fact]
    public void SeenLoggedOut_WithALaterSessionOfAnotherDomain_WantsTheNext()
    {
        _logins.LoggedIn(1, 11);
        Assert.True(_logins.SeenLoggedOut(1, 12));
        Assert.True(_logins.Wants(1));
    }
}

using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;

namespace Thresher.Tests.Unit.Jobs;

/// <summary>A job that refuses less admits again what it refused for that, and nothing else.</summary>
public sealed class ReadmissionTests
{
    private static readonly CrawlJob Before = new() { Limits = new CrawlLimits { MaxPages = 5, MaxRedirects = 3 } };

    public static TheoryData<CrawlJob, FetchOutcome[]> Changes => new()
    {
        { Before, [] },
        { Before with { UserAgent = "other" }, [] },
        { Before with { Limits = Before.Limits with { MaxPages = 6 } }, [FetchOutcome.PageLimit] },
        { Before with { Limits = Before.Limits with { MaxPagesPerHost = 6 } }, [FetchOutcome.HostPageLimit] },
        { Before with { Limits = Before.Limits with { MaxRedirects = 4 } }, [FetchOutcome.TooManyRedirects] },
        { Before with { Limits = Before.Limits with { MaxRedirects = 2 } }, [] },
        { Before with { AllowPrivate = true }, [FetchOutcome.PrivateAddress, FetchOutcome.BlockedPort] },
        { Before with { Ports = [9000] }, [FetchOutcome.BlockedPort] },
        { Before with { Scope = new CrawlScope { Mode = ScopeMode.Any } }, [FetchOutcome.RedirectOutOfScope] },
        { Before with { Politeness = new CrawlPoliteness { Robots = false } }, [FetchOutcome.RobotsDenied, FetchOutcome.RobotsUnreachable, FetchOutcome.RedirectOutOfScope] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_Change_IsWhatItAdmits(CrawlJob after, FetchOutcome[] outcomes) => Assert.Equal(outcomes, Readmission.Of(Before, after));
}

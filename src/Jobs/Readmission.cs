using Thresher.Jobs.Outcomes;

namespace Thresher.Jobs;

/// <summary>Which refusals no longer hold once a job changed: URLs that ended so are queued again.</summary>
public static class Readmission
{
    /// <summary>Their outcomes.</summary>
    /// <param name="before">The job so far.</param>
    /// <param name="after">The job from now on.</param>
    public static IReadOnlyList<FetchOutcome> Of(CrawlJob before, CrawlJob after)
    {
        var outcomes = new List<FetchOutcome>();
        AddIf(after.Limits.MaxPages != before.Limits.MaxPages, FetchOutcome.PageLimit);
        AddIf(after.Limits.MaxPagesPerHost != before.Limits.MaxPagesPerHost, FetchOutcome.HostPageLimit);
        AddIf(before.Politeness.Robots && !after.Politeness.Robots, FetchOutcome.RobotsDenied);
        AddIf(before.Politeness.Robots && !after.Politeness.Robots, FetchOutcome.RobotsUnreachable);
        AddIf(after.AllowPrivate && !before.AllowPrivate, FetchOutcome.PrivateAddress);
        AddIf((after.AllowPrivate && !before.AllowPrivate) || after.Ports.Except(before.Ports).Any(), FetchOutcome.BlockedPort);
        AddIf(after.Limits.MaxRedirects > before.Limits.MaxRedirects, FetchOutcome.TooManyRedirects);
        AddIf(ReadingRules.FingerprintOf(after) != ReadingRules.FingerprintOf(before), FetchOutcome.RedirectOutOfScope);
        return outcomes;

        void AddIf(bool condition, FetchOutcome outcome)
        {
            if (condition)
            {
                outcomes.Add(outcome);
            }
        }
    }
}

using Thresher.Crawls;
using Thresher.Parsing;
using Thresher.Urls;

namespace Thresher.Extraction;

/// <summary>What a job does with the links of a page, the page being one of its seeds.</summary>
internal static class TrialLinks
{
    public static IReadOnlyList<TrialLink> Find(CrawlJob job, PageSource page, ParsedPage? parsed, IReadOnlyList<FollowedLink>? chosen)
    {
        var admission = new Admission(job, 0);
        HashSet<string?> scope = [admission.SeedKey(page.Url), .. job.Seeds.Select(seed => WebUrl.TryParse(seed, null, out var url) ? admission.SeedKey(url) : null)];
        var links = new List<TrialLink>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in chosen ?? [])
        {
            seen.Add(link.Target.RequestHref);
            links.Add(new TrialLink(link.Target.RequestHref, link.Rule, link.Depth, Refusal(admission, scope, link.Target, link.Depth)));
        }

        foreach (var link in parsed?.Links ?? [])
        {
            if (WebUrl.TryParse(link.Href, page.BaseUrl, out var target) && seen.Add(target.RequestHref))
            {
                links.Add(new TrialLink(target.RequestHref, null, page.Depth + 1, chosen is not null ? "no follow rule"
                    : link.IsNoFollow && job.Politeness.Robots ? "rel=nofollow"
                    : Refusal(admission, scope, target, page.Depth + 1)));
            }
        }

        return links;
    }

    private static string? Refusal(Admission admission, HashSet<string?> scope, WebUrl target, int depth) => admission.Check(target, depth) switch
    {
        Crawls.Refusal.NotIncluded => "no include rule",
        Crawls.Refusal.ExcludedByRule => "an exclude rule",
        Crawls.Refusal.TooDeep => "too deep",
        Crawls.Refusal.TooLong => "too long",
        Crawls.Refusal.PathTrap => "a path trap",
        _ => admission.Mode == ScopeMode.Any || admission.CandidateKeys(target).Any(scope.Contains) ? null : "out of scope",
    };
}

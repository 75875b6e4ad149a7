using Thresher.Extraction.Rules;
using Thresher.Extraction.Sources;
using Thresher.Jobs;
using Thresher.Jobs.Rules;
using Thresher.Jobs.Scope;
using Thresher.Web.Links;
using Thresher.Web.Urls;

namespace Thresher.Extraction.Preview;

/// <summary>What a job does with the links of a page, the page being one of its seeds.</summary>
internal static class PreviewLinks
{
    private const string PageSaysNoFollow = "the page says nofollow";

    public static IReadOnlyList<PreviewLink> Find(
        CrawlJob job, PageSource page, IReadOnlyList<RawLink> written, bool isNoFollow, IReadOnlyList<FollowedLink>? chosen)
    {
        isNoFollow &= job.Politeness.Robots;
        var admission = new Admission(job, 0);
        HashSet<string?> scope = [admission.SeedKey(page.Url), .. job.Seeds.Select(seed => WebUrl.TryParse(seed, null, out var url) ? admission.SeedKey(url) : null)];
        var links = new List<PreviewLink>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in chosen ?? [])
        {
            seen.Add(link.Target.RequestHref);
            links.Add(new PreviewLink(link.Target.RequestHref, link.Rule, link.Depth, isNoFollow ? PageSaysNoFollow : RefusalText(admission, scope, link.Target, link.Depth)));
        }

        foreach (var link in written)
        {
            if (page.Resolver.TryResolve(link.Href, out var target) && seen.Add(target.RequestHref))
            {
                var depth = page.Depth + (link.Kind == LinkKind.Canonical ? 0 : 1);
                links.Add(new PreviewLink(target.RequestHref, null, depth, isNoFollow ? PageSaysNoFollow
                    : chosen is not null ? "no follow rule"
                    : link.IsNoFollow && job.Politeness.Robots ? "rel=nofollow"
                    : RefusalText(admission, scope, target, depth)));
            }
        }

        return links;
    }

    private static string? RefusalText(Admission admission, HashSet<string?> scope, WebUrl target, int depth) => admission.Check(target, depth) switch
    {
        Refusal.NotIncluded => "no include rule",
        Refusal.ExcludedByRule => "an exclude rule",
        Refusal.TooDeep => "too deep",
        Refusal.TooLong => "too long",
        Refusal.PathTrap => "a path trap",
        Refusal.FarAhead => "a month far ahead",
        _ => admission.Mode == ScopeMode.Any || admission.CandidateKeys(target).Any(scope.Contains) ? null : "out of scope",
    };
}

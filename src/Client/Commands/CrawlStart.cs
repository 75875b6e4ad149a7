using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Inspecting;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary>Which crawl a <c>crawl</c> means and how it begins: as a new one, going on, with a changed job, as a refresh.</summary>
internal static class CrawlStart
{
    private const int LongestChange = 80;

    /// <summary>Its own options.</summary>
    public static IEnumerable<Option> Options => [Refresh, Continue, Apply];

    /// <summary>Fetches stored pages again.</summary>
    public static Option<bool> Refresh { get; } = new("--refresh")
    {
        Description = "Fetch every stored page of a complete crawl again, and report unchanged, changed and gone pages.",
    };

    private static readonly Option<bool> Continue = new("--continue")
    {
        Description = "Continue the crawl that has the derived name already, although this start is another one: its job changes to this one.",
    };

    private static readonly Option<bool> Apply = new("--apply")
    {
        Description = "Read stored pages again by rules that changed, from the kept bodies, before the crawl goes on.",
    };

    /// <summary>Creates or continues the crawl; its grain seeds it before it runs.</summary>
    /// <returns>The plan under the name that the crawl has.</returns>
    public static async Task<CrawlPlan> StartAsync(SiloSession session, CrawlPlan plan, ParseResult parsed, CancellationToken cancellationToken)
    {
        plan = await NamedAsync(session, plan, cancellationToken);
        var record = await session.TryFindAsync(plan.Name, cancellationToken);
        if (record is null && !plan.HasSeeds)
        {
            throw await NothingToStartAsync(session, plan, cancellationToken);
        }

        var stored = record is null ? null : StoredJob.Read(record.Job);
        if (stored is not null && plan.HasDerivedName && !parsed.GetValue(Continue) && plan.Otherness(stored) is { } otherness)
        {
            throw CommandException.Usage(
                $"a crawl {plan.Name} exists with another job ({otherness}): --name N starts a crawl of its own, --continue changes that one; `thresher job {plan.Name}` shows its job");
        }

        if (record is null && parsed.GetValue(Refresh))
        {
            throw CommandException.Usage($"no crawl {plan.Name} to refresh: crawl it first without --refresh");
        }

        var wanted = JobOptions.Apply(plan.JobOver(stored), parsed);
        wanted = JobOptions.ResetsSeeds(parsed) ? plan.WithOwnSeeds(wanted) : wanted;
        var job = JobOrigins.Trace(wanted, stored, plan.File, plan.FileName);
        if (stored is not null)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"thresher: {Continues(plan.Name, stored, job)}");
            foreach (var left in stored.Seeds.Concat(stored.Sitemaps.Urls).Except(job.Seeds.Concat(job.Sitemaps.Urls)))
            {
                parsed.InvocationConfiguration.Error.WriteLine($"thresher: {left} left the job, and with it what no other seed put into the scope: pages that are stored stay, URLs that wait end as left-scope");
            }

            await TellReadmittedAsync(session, record!, stored, job, parsed, cancellationToken);
            if (ReadingRules.FingerprintOf(stored) != ReadingRules.FingerprintOf(job)
                && (await session.Reader.TotalsAsync(record!.Id, cancellationToken)).Of(UrlState.Fetched) is > 0 and var pages
                && !parsed.GetValue(Apply) && !parsed.GetValue(Refresh))
            {
                parsed.InvocationConfiguration.Error.WriteLine(
                    $"thresher: {Figures.Plural(pages, "page")} of {plan.Name} {(pages == 1 ? "is" : "are")} stored as the earlier rules read {(pages == 1 ? "it" : "them")}: --apply, or `thresher extract {plan.Name}`, reads {(pages == 1 ? "it" : "them")} again");
            }
        }

        if (record?.State != CrawlState.Complete || JobLeaves.Differences(stored!, job).Count > 0)
        {
            // Before a refresh, so that what it finds unchanged is read by the new rules.
            await session.StartAsync(plan.Name, job, cancellationToken);
            await RefreshIfAskedAsync();
            return plan;
        }

        await RefreshIfAskedAsync();
        await session.StartAsync(plan.Name, job, cancellationToken);
        return plan;

        Task RefreshIfAskedAsync() => parsed.GetValue(Refresh) ? RefreshAsync(session, plan.Name, parsed, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Says how many URLs, refused by the job so far, are asked by the one that takes its place.</summary>
    private static async Task TellReadmittedAsync(SiloSession session, CrawlRecord record, CrawlJob stored, CrawlJob job, ParseResult parsed, CancellationToken cancellationToken)
    {
        var outcomes = Readmission.Of(stored, job);
        var totals = outcomes.Count == 0 ? null : await session.Reader.TotalsAsync(record.Id, cancellationToken);
        var counts = outcomes.Select(outcome => (outcome, Count: totals!.Of(UrlState.Failed, outcome) + totals.Of(UrlState.Excluded, outcome))).Where(refused => refused.Count > 0).ToArray();
        if (counts.Length > 0)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"thresher: {Figures.Plural(counts.Sum(refused => refused.Count), "URL")} that the earlier job refused {(counts.Sum(refused => refused.Count) == 1 ? "is" : "are")} queued again: {string.Join(", ", counts.Select(refused => $"{OutcomeName.Of(refused.outcome)} {Figures.Count(refused.Count)}"))}");
        }
    }

    /// <summary>A word is the name of a crawl if one has it; a start without a name continues the crawl that an earlier version named after the same start.</summary>
    public static async Task<CrawlPlan> NamedAsync(SiloSession session, CrawlPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Word is { } word && await session.TryFindAsync(word, cancellationToken) is not null)
        {
            return plan.Continuing(word, withSeeds: false);
        }

        return plan.FormerName is { } former && former != plan.Name
            && await session.TryFindAsync(plan.Name, cancellationToken) is null
            && await session.TryFindAsync(former, cancellationToken) is { } earlier
            && StoredJob.ReadOrDefault(earlier.Job).Job is { Origin: null } job && plan.Otherness(job) is null
                ? plan.Continuing(former, withSeeds: true)
                : plan;
    }

    private static async Task<CommandException> NothingToStartAsync(SiloSession session, CrawlPlan plan, CancellationToken cancellationToken)
    {
        var names = (await session.CrawlsAsync(cancellationToken)).Select(crawl => crawl.Name).ToArray();
        return CommandException.Usage(plan.Word is { } word
            ? $"\"{word}\" is neither a URL, a job file nor a crawl{Suggestion.For(word, names)}: write https://…, the path of a .json or .yaml file, or a crawl's name"
            : $"no crawl {plan.Name} to continue{Suggestion.For(plan.Name, names)}, and no seed to start it from: give a URL or a job file with seeds");
    }

    /// <summary>Reads stored pages again where the rules have changed and that is asked for.</summary>
    public static async Task ApplyAsync(ICrawlStore store, string name, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Apply)
            && await store.Catalog.FindAsync(name, cancellationToken) is { } record
            && await store.Catalog.SeedMarkAsync(record.Id, PageRereader.ChangedSource, cancellationToken) is not null)
        {
            await Rereading.RunAsync(store, record, null, refetch: false, CrawlState.Running, parsed, cancellationToken);
        }
    }

    /// <summary>That a crawl continues, and with which job.</summary>
    private static string Continues(string name, CrawlJob stored, CrawlJob job)
    {
        var (before, after) = (JobLeaves.Of(stored), JobLeaves.Of(job));
        var changes = JobLeaves.Differences(stored, job)
            .Select(path => Value(before, path).Length + Value(after, path).Length > LongestChange ? path : $"{path} {Value(before, path)} → {Value(after, path)}").ToArray();
        return changes.Length == 0
            ? $"{name} continues with its job unchanged (`thresher job {name}` shows it)"
            : $"{name} continues with a changed job: {string.Join(", ", changes)}; `thresher job {name}` shows it";
    }

    private static string Value(Dictionary<string, string> leaves, string path) =>
        leaves.TryGetValue(path, out var value) ? JobSecrets.Hide(path, value) : "none";

    /// <summary>A crawl that is not complete only continues, so the command can be run again after any interruption.</summary>
    private static async Task RefreshAsync(SiloSession session, string name, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!await session.RefreshAsync(name, cancellationToken))
        {
            parsed.InvocationConfiguration.Error.WriteLine($"thresher: {name} is not complete: it continues now; --refresh begins once it is complete");
        }
    }
}

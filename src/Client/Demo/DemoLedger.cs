using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.TestWeb;
using Thresher.TestWeb.Truth;

namespace Thresher.Client.Demo;

/// <summary>The result of the demonstration: the store compared with the web's plan and the web's own request log.</summary>
/// <param name="Accepted">URLs accepted.</param>
/// <param name="Stored">Pages stored.</param>
/// <param name="Lost">Pages of the web that the store lacks.</param>
/// <param name="Doubled">Pages stored more than once.</param>
/// <param name="Unexpected">Stored pages that the web does not have.</param>
/// <param name="Violations">Requests that arrived sooner than the host's delay after the previous one.</param>
/// <param name="FetchedAgain">Requests beyond one per page: those in flight when a process died.</param>
/// <param name="ShortestGap">The shortest time between two requests to one host, as the web saw it.</param>
/// <param name="Problems">Problems found by a recount of the rows.</param>
internal sealed record DemoLedger(
    long Accepted,
    long Stored,
    int Lost,
    int Doubled,
    int Unexpected,
    int Violations,
    int FetchedAgain,
    TimeSpan ShortestGap,
    IReadOnlyList<string> Problems)
{
    /// <summary>Whether the result is the same as without any kill.</summary>
    public bool IsSound => Lost + Doubled + Unexpected + Violations + Problems.Count == 0;

    /// <summary>Computes the result.</summary>
    public static async Task<DemoLedger> DrawUpAsync(SyntheticWeb web, string crawl, TimeSpan delay, Session session, CancellationToken cancellationToken)
    {
        var record = await session.FindAsync(crawl, cancellationToken);
        var stored = new List<string>();
        await foreach (var page in session.Reader.PagesAsync(record.Id, cancellationToken))
        {
            stored.Add(page.Url);
        }

        var checker = new CrawlChecker(web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds }), stored, web.Ledger);
        var requests = web.Ledger.Analyze();
        return new DemoLedger(
            (await session.Reader.TotalsAsync(record.Id, cancellationToken)).Accepted,
            stored.Count,
            checker.Lost.Count,
            checker.Doubled.Count,
            checker.Unexpected.Count,
            checker.PolitenessViolations(delay).Count,
            checker.Refetches,
            requests.Hosts.Select(requests.MinGap).Min() ?? TimeSpan.Zero,
            (await session.Reader.VerifyAsync(record.Id, cancellationToken)).Problems);
    }

    /// <summary>The lines to print.</summary>
    public IEnumerable<string> Lines(int kills, TimeSpan delay)
    {
        yield return Line("accepted", Accepted);
        yield return Line("stored", Stored);
        yield return Line("lost", Lost);
        yield return Line("doubled", Doubled);
        yield return Line("unexpected", Unexpected);
        yield return Line("politeness violations", Violations)
            + $"   (nearest two requests to one host: {ShortestGap.TotalMilliseconds:0} ms; its delay: {delay.TotalMilliseconds:0} ms)";
        yield return Line("processes killed", kills);
        yield return Line("pages fetched again", FetchedAgain) + "   (in flight when a process died)";
        yield return Line("problems in the rows", Problems.Count);
        foreach (var problem in Problems)
        {
            yield return $"  {problem}";
        }
    }

    private static string Line(string name, long count) => $"{name,-22}{Figures.Count(count),8}";
}

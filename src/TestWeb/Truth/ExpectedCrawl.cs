namespace Thresher.TestWeb.Truth;

/// <summary>Every page that a crawl discovers under given terms, except traps.</summary>
public sealed class ExpectedCrawl
{
    private readonly Func<string, RequestVerdict> _judgeUnknown;

    internal ExpectedCrawl(CrawlTerms terms, IReadOnlyDictionary<string, ExpectedPage> pages, Func<string, RequestVerdict> judgeUnknown)
    {
        Terms = terms;
        Pages = pages;
        _judgeUnknown = judgeUnknown;
    }

    /// <summary>The terms this holds for.</summary>
    public CrawlTerms Terms { get; }

    /// <summary>The pages by their URL in canonical spelling.</summary>
    public IReadOnlyDictionary<string, ExpectedPage> Pages { get; }

    /// <summary>Number of pages with this outcome.</summary>
    public int Count(ExpectedOutcome outcome) => Pages.Values.Count(page => page.Outcome == outcome);

    /// <summary>Number of pages of one host, by outcome.</summary>
    public IReadOnlyDictionary<ExpectedOutcome, int> CountsOf(int host) =>
        Pages.Values.Where(page => page.Host == host).CountBy(page => page.Outcome).ToDictionary();

    /// <summary>The URLs with this outcome.</summary>
    public IEnumerable<string> UrlsOf(ExpectedOutcome outcome) =>
        Pages.Values.Where(page => page.Outcome == outcome).Select(page => page.Url);

    /// <summary>Whether a crawl should ask for a URL.</summary>
    /// <param name="url">In canonical spelling; any other is unexpected.</param>
    public RequestVerdict Judge(string url)
    {
        if (!Pages.TryGetValue(url, out var page))
        {
            return _judgeUnknown(url);
        }

        return page.IsRequested ? RequestVerdict.Expected : RequestVerdict.Disallowed;
    }
}

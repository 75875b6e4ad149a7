using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Web.Urls;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Turns lines into accepted URLs: a batch is one transaction, and the verdicts are returned after its commit. A line
/// <c>Sitemap: URL</c>, as in robots.txt, is a sitemap to read.
/// </summary>
public sealed class Seeder(IUrlIntake intake)
{
    private const string SitemapField = "Sitemap:";

    /// <summary>The line that seeds a sitemap.</summary>
    public static string SitemapLine(string url) => $"{SitemapField} {url}";

    /// <summary>The domain that a line's URL belongs to; null when it is none.</summary>
    public static string? DomainOf(string line)
    {
        var text = line.AsSpan().Trim();
        text = text.StartsWith(SitemapField, StringComparison.OrdinalIgnoreCase) ? text[SitemapField.Length..].Trim() : text;
        return WebUrl.TryParse(text, null, out var url) ? url.DomainKey : null;
    }

    /// <summary>Seeds a batch.</summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="lines">URLs as written; surrounding white space is ignored.</param>
    /// <param name="cancellationToken">Ends the wait; the batch may still be committed.</param>
    /// <returns>One verdict for each line in turn.</returns>
    public async Task<SeedVerdict[]> SeedAsync(
        ActiveCrawl crawl, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var verdicts = new SeedVerdict[lines.Count];
        var rows = new List<NewUrl>(lines.Count);
        var lineOfRow = new List<int>(lines.Count);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].AsSpan().Trim();
            var isSitemap = line.StartsWith(SitemapField, StringComparison.OrdinalIgnoreCase);
            if (!WebUrl.TryParse(isSitemap ? line[SitemapField.Length..].Trim() : line, null, out var url))
            {
                verdicts[i] = SeedVerdict.Malformed;
            }
            else if (crawl.Admission.Check(url, 0) is Refusal.ExcludedByRule or Refusal.TooLong)
            {
                verdicts[i] = SeedVerdict.OutOfScope;
            }
            else
            {
                lineOfRow.Add(i);
                rows.Add(isSitemap ? crawl.Admission.SitemapRow(url, 0) : crawl.Admission.Row(url, 0, 0));
                if (crawl.Admission.SeedKey(url) is { } key)
                {
                    keys.Add(key);
                }
            }
        }

        var added = await intake.AcceptAsync(crawl.Record.Id, rows, keys, cancellationToken);
        for (var i = 0; i < added.Count; i++)
        {
            verdicts[lineOfRow[i]] = added[i] ? SeedVerdict.Added : SeedVerdict.Known;
        }

        return verdicts;
    }
}

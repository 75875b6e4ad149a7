using System.Globalization;
using Thresher.TestWeb.Generation;

namespace Thresher.TestWeb.Behaviours;

/// <summary>What each host's sitemaps list: its ordinary pages, all of which links reach too. More than 50,000 are
/// spread over several files with an index (sitemaps.org).</summary>
internal sealed class SitemapPlan(WebPlan web)
{
    public const string Path = "/sitemap.xml";
    private const int UrlsPerFile = 50_000;

    public int FileCount(int host) => (web.Hosts[host].Carriers.Length + UrlsPerFile - 1) / UrlsPerFile;

    public static string PathOf(int file) => $"/sitemap-{file}.xml";

    /// <summary>The URLs in file <paramref name="file"/>, from 0.</summary>
    public IEnumerable<string> UrlsOf(int host, int file)
    {
        var from = file * UrlsPerFile;
        var to = Math.Min(from + UrlsPerFile, web.Hosts[host].Carriers.Length);
        for (var carrier = from; carrier < to; carrier++)
        {
            yield return web.Names.UrlOf(web.Paths.Entry(host, web.Hosts[host].Carriers[carrier]).Address);
        }
    }

    /// <summary>The number of the file at a path: -1 for <see cref="Path"/>, null for what is not a sitemap.</summary>
    public int? FileAt(int host, string target)
    {
        if (target == Path)
        {
            return -1;
        }

        return FileCount(host) > 1 && target.StartsWith("/sitemap-", StringComparison.Ordinal)
            && int.TryParse(target.AsSpan(9, Math.Max(0, target.Length - 13)), NumberStyles.None, CultureInfo.InvariantCulture, out var file)
            && file < FileCount(host) && target == PathOf(file)
            ? file
            : null;
    }
}

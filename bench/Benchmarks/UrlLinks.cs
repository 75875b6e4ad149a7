using System.Globalization;

namespace Thresher.Bench;

/// <summary>Five hundred made-up links in the mix a news or shop page has, the same on every run.</summary>
internal static class UrlLinks
{
    public const string Page = "https://www.example-shop.com/garden/tools/index.html?page=2";
    public const int Count = 500;

    private static readonly string[] Words =
        ["news", "garden", "tools", "winter-sale", "about-us", "2024", "category", "how-to-prune-roses", "images", "product", "articles", "en-gb"];

    private static readonly string[] Hosts =
        ["www.example-shop.com", "example-shop.com", "static.example-shop.com", "www.facebook.com", "partner.example.co.uk", "news.example.org"];

    /// <summary>Links with a scheme and host: mostly plain, some with tracking parameters, escapes, a fragment or upper case.</summary>
    public static string[] Absolute { get; } = [.. Enumerable.Range(0, Count).Select(AbsoluteLink)];

    /// <summary>References without one: mostly from the root, some relative, upward, query-only or a fragment.</summary>
    public static string[] Relative { get; } = [.. Enumerable.Range(0, Count).Select(RelativeLink)];

    private static string AbsoluteLink(int i)
    {
        var start = (i % 10 < 9 ? "https://" : "http://") + Hosts[i * 7 % Hosts.Length];
        return (i % 25) switch
        {
            0 => start,
            1 => start + "/",
            2 or 3 => $"{start}{Path(i)}?utm_source=newsletter&utm_medium=email&id={Number(i)}",
            4 => $"{start}{Path(i)}?gclid=Cj0KCQ{Number(i)}",
            5 => $"{start}/search?q=red%20roses%2C+pruning&page={Number(i)}",
            6 => $"{start}{Path(i)}#comments",
            7 => $"{start}/tag/{"gärten"}/{Number(i)}",
            8 => $"HTTPS://WWW.Example-Shop.com{Path(i)}",
            9 => $"{start}:8443{Path(i)}",
            >= 10 and <= 14 => $"{start}{Path(i)}?id={Number(i)}&ref=nav",
            _ => start + Path(i),
        };
    }

    private static string RelativeLink(int i) => (i % 25) switch
    {
        0 => "#top",
        1 => $"?page={Number(i)}",
        2 => $"item-{Number(i)}.html",
        3 => $"{Words[i % Words.Length]}/item-{Number(i)}.html?colour=green",
        4 or 5 => $"../{Words[i % Words.Length]}/item-{Number(i)}.html",
        6 => $"//static.example-shop.com{Path(i)}",
        7 => $"/tag/{"gärten"}/{Number(i)}",
        8 => $" {Path(i)}\n",
        9 => $"{Path(i)}?utm_campaign=spring&id={Number(i)}",
        >= 10 and <= 14 => $"{Path(i)}?id={Number(i)}&sort=price",
        _ => Path(i),
    };

    private static string Path(int i)
    {
        var depth = 1 + (i % 4);
        var folders = Enumerable.Range(1, depth).Select(level => Words[((i * level) + level) % Words.Length]);
        return $"/{string.Join('/', folders)}/item-{Number(i)}.html";
    }

    private static string Number(int i) => (100_000 + (i * 7919 % 900_000)).ToString(CultureInfo.InvariantCulture);
}

using System.Text;
using System.Text.Json;
using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Web.Robots;

public sealed class RobotsDirectivesConformanceTests
{
    [Theory]
    [InlineData("crawl_delay", 34)]
    [InlineData("request_rate", 12)]
    [InlineData("visit_time", 2)]
    [InlineData("sitemaps", 28)]
    [InlineData("host", 3)]
    [InlineData("fetch_status", 34)]
    [InlineData("valid_product_token", 11)]
    [InlineData("robots_url", 7)]
    [InlineData("path_of_url", 19)]
    [InlineData("pattern_escape", 4)]
    [InlineData("line_parsing", 10)]
    [InlineData("rfc_rule", 10)]
    public void Directive_CasesOfKind_AllMet(string kind, int count)
    {
        using var cases = SharedCases.Load("robots-directives.json");
        var ofKind = cases.RootElement.GetProperty("cases").EnumerateArray()
            .Where(item => item.GetProperty("kind").GetString() == kind)
            .ToList();

        Assert.Equal(count, ofKind.Count);
        var failures = ofKind.Select(item => Failure(kind, item)).OfType<string>().ToList();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Directives_All_AreInTheTable()
    {
        using var cases = SharedCases.Load("robots-directives.json");
        var all = cases.RootElement.GetProperty("cases").EnumerateArray().ToList();
        ConformanceTable.Has("robots-directives.json", "all", all.Count(item => IsMet(item.GetProperty("kind").GetString()!, item)), all.Count);
        foreach (var item in all)
        {
            if (ReasonNotToMeet(item) is { } reason)
            {
                ConformanceTable.Explains(reason);
            }
        }
    }

    private static string? ReasonNotToMeet(JsonElement item)
    {
        var token = item.TryGetProperty("user_agent", out var agent) ? agent.GetString() : null;
        int? status = item.TryGetProperty("status", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : null;
        return ReasonNotToMeet(item.GetProperty("name").GetString()!, token, status);
    }

    /// <summary>Cases rightly not met, with the reason; one that starts to pass fails the test.</summary>
    private static string? ReasonNotToMeet(string name, string? token, int? status) => (name, token, status) switch
    {
        ("RobotsTest.NoLeadingUserAgent:L17" or "RobotsTest.test_no_leading_user_agent", _, _) =>
            "records before any user-agent line apply to no agent; TestProtego.test_no_leading_user_agent and RFC 9309 2.2.1 say so",
        ("SimpleRobotRulesParserTest.testHeritrixCases", "mozilla delaybot 99.9", _) =>
            "several names in one header value: a product token is one name",
        ("TestProtego.test_generosity", _, _) =>
            "lines without a colon are not records; tier disputed in robots-allow.json",
        ("test_fetch_status", _, 401 or 403) =>
            "contradicts RFC 9309 2.3.1.3, as its note says",
        _ => null,
    };

    private static string? Failure(string kind, JsonElement item)
    {
        var name = item.GetProperty("name").GetString()!;
        var token = item.TryGetProperty("user_agent", out var agent) ? agent.GetString() : null;
        int? status = item.TryGetProperty("status", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : null;
        var met = IsMet(kind, item);
        var reason = ReasonNotToMeet(name, token, status);
        return met == (reason is null) ? null
            : reason is null ? $"{name} ({token} {status}) not met: {item}"
            : $"{name} ({token} {status}) is met now, though listed: {reason}";
    }

    private static bool IsMet(string kind, JsonElement item) => kind switch
    {
        "crawl_delay" => RulesOf(item).CrawlDelay?.TotalSeconds == OptionalSeconds(item.GetProperty("seconds")),
        "request_rate" => RulesOf(item).RequestRate == RateOf(item.GetProperty("request_rate")),
        "visit_time" => RulesOf(item).VisitTime == WindowOf(item.GetProperty("visit_time")),
        "sitemaps" => RobotsTxt.Parse(BodyOf(item)).Sitemaps.Select(sitemap => Resolve(item, sitemap)).Order(StringComparer.Ordinal)
            .SequenceEqual(item.GetProperty("sitemaps").EnumerateArray().Select(sitemap => sitemap.GetString()!).Order(StringComparer.Ordinal)),
        "host" => RobotsTxt.Parse(BodyOf(item)).Host == item.GetProperty("host").GetString(),
        "fetch_status" => AccessOf(item.GetProperty("status").GetInt32(), BodyOf(item)) == item.GetProperty("expect").GetString(),
        "valid_product_token" => ProductToken.IsValid(item.GetProperty("user_agent").GetString()!) == item.GetProperty("valid").GetBoolean(),
        "robots_url" => RobotsUrl.LocationFor(item.GetProperty("url").GetString()!) == item.GetProperty("robots_url").GetString(),
        "path_of_url" => RobotsUrl.PathOf(item.GetProperty("url").GetString()!) == item.GetProperty("path").GetString(),
        "pattern_escape" => RobotsPath.NormalizePattern(Encoding.UTF8.GetBytes(item.GetProperty("pattern").GetString()!))
            == item.GetProperty("escaped").GetString(),
        "line_parsing" => LinesAreRead(BodyOf(item), item.GetProperty("expect")),
        "rfc_rule" => RuleOfRfcHolds(item.GetProperty("name").GetString()!),
        _ => throw new InvalidOperationException($"Unknown kind {kind}."),
    };

    private static bool RuleOfRfcHolds(string name) => name switch
    {
        "2.3.1.1 success" => RobotsAccessPolicy.Decide(200) == RobotsAccess.Rules,
        "2.3.1.2 redirects" => RobotsAccessPolicy.MaxRedirects == 5 && RobotsAccessPolicy.Decide(200, redirects: 5) == RobotsAccess.Rules,
        "2.3.1.2 too many redirects" => RobotsAccessPolicy.Decide(301, redirects: 6) == RobotsAccess.AllowAll,
        "2.3.1.3 unavailable" => Enumerable.Range(400, 100).All(status => RobotsAccessPolicy.Decide(status) == RobotsAccess.AllowAll),
        "2.3.1.4 unreachable" => Enumerable.Range(500, 100).All(status =>
            RobotsAccessPolicy.Decide(status) == RobotsAccess.Defer
            && RobotsAccessPolicy.Decide(status, unreachableFor: TimeSpan.FromDays(30)) == RobotsAccess.AllowAll),
        "2.3.1.4 network error (DNS, connect, TLS, timeout)" => RobotsAccessPolicy.Decide(null) == RobotsAccess.Defer,
        "2.4 caching" => RobotsAccessPolicy.CacheLifetime == TimeSpan.FromHours(24),
        "2.5 limit" => RobotsTxt.MaxLength == 512_000,
        "2.3 location" => RobotsUrl.LocationFor("https://a.example:8443/x/y") == "https://a.example:8443/robots.txt",
        "2.3 robots.txt itself" => RobotsTxt.Parse("User-agent: *\nDisallow: /"u8).RulesFor("a").Check("/robots.txt").Allowed,
        _ => false,
    };

    private static bool LinesAreRead(byte[] body, JsonElement expect)
    {
        var lines = new RobotsLines(body);
        var (known, unknown, last) = (0, 0, 0);
        while (lines.MoveNext())
        {
            (known, unknown) = lines.Field == RobotsField.Unknown ? (known, unknown + 1) : (known + 1, unknown);
            last = lines.Line;
        }

        return known == expect.GetProperty("valid_directives").GetInt32()
            && (!expect.TryGetProperty("unknown_directives", out var others) || unknown == others.GetInt32())
            && (!expect.TryGetProperty("last_line_seen", out var line) || last == line.GetInt32());
    }

    private static string AccessOf(int status, byte[] body) => RobotsAccessPolicy.Decide(status) switch
    {
        RobotsAccess.AllowAll => "allow_all",
        RobotsAccess.Rules => RobotsTxt.Parse(body).RulesFor("any").Check("/any").Allowed ? "allow_all" : "disallow_all",
        _ => "disallow_all",
    };

    private static RobotsRules RulesOf(JsonElement item) =>
        RobotsTxt.Parse(BodyOf(item)).RulesFor(item.GetProperty("user_agent").GetString()!);

    private static string Resolve(JsonElement item, string sitemap) =>
        item.TryGetProperty("base_url", out var site) && Uri.TryCreate(site.GetString(), UriKind.Absolute, out var root)
            ? new Uri(root, sitemap).AbsoluteUri
            : sitemap;

    private static double? OptionalSeconds(JsonElement seconds) =>
        seconds.ValueKind == JsonValueKind.Null ? null : seconds.GetDouble();

    private static RequestRate? RateOf(JsonElement rate) => rate.ValueKind == JsonValueKind.Null
        ? null
        : new RequestRate(rate.GetProperty("requests").GetInt32(), TimeSpan.FromSeconds(rate.GetProperty("seconds").GetInt32()));

    private static DailyWindow? WindowOf(JsonElement window) =>
        window.ValueKind == JsonValueKind.Null || window.GetProperty("start").ValueKind == JsonValueKind.Null
            ? null
            : new DailyWindow(TimeOnly.Parse(window.GetProperty("start").GetString()!, null), TimeOnly.Parse(window.GetProperty("end").GetString()!, null));

    private static byte[] BodyOf(JsonElement item) =>
        item.TryGetProperty("robots_b64", out var encoded) ? encoded.GetBytesFromBase64()
        : item.TryGetProperty("robots_txt", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
        : [];
}

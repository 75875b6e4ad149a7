using System.Text;
using CsCheck;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Web.Robots;

public sealed class RobotsPropertyTests
{
    // Few letters, so that patterns and paths meet often.
    private static readonly Gen<string> Path = Gen.Char["ab/%$*2Ff?é"].Array[0, 12].Select(chars => "/" + new string(chars));

    private static readonly Gen<(bool Allow, string Pattern)[]> Lines = Gen.Select(Gen.Bool, Path).Array[0, 30];

    private static readonly Gen<string> Noise = Gen.OneOf(
        "User-agent:", " *", " a", "\n", "\r", "\r\n", "Disallow:", "Allow: ", "/", "$", "#", ":", "Crawl-delay: ", "1", ".",
        "Request-rate:", "1/1s", " 0600-0700", "Visit-time: 0000 2400", "Sitemap: ", "http://sitemap", "\uFEFF", "\0", "%", "%f", "é");

    [Fact]
    public void Parse_AnyOctets_NeitherFailsNorGrows() =>
        Gen.Select(Gen.Byte.Array[0, 2_000], Gen.String).Sample((body, path) => IsHarmless(body, path));

    [Fact]
    public void Parse_AnyRecords_NeitherFailsNorGrows() =>
        Gen.Select(Noise.Array[0, 200], Gen.String).Sample((parts, path) => IsHarmless(Encoding.UTF8.GetBytes(string.Concat(parts)), path));

    [Fact]
    public void Check_AnyRules_AgreesWithTryingEachRule() =>
        Gen.Select(Lines, Path).Sample((lines, path) =>
        {
            var text = "User-agent: *\n" + string.Concat(lines.Select(line => $"{(line.Allow ? "Allow" : "Disallow")}: {line.Pattern}\n"));
            var verdict = RobotsTxt.Parse(Encoding.UTF8.GetBytes(text)).RulesFor("any").Check(path);
            return verdict == Reference(lines, path);
        }, iter: 5_000);

    [Fact]
    public void Check_PathAlreadyNormal_SameVerdict() =>
        Gen.Select(Lines, Path).Sample((lines, path) =>
        {
            var text = "User-agent: *\n" + string.Concat(lines.Select(line => $"{(line.Allow ? "Allow" : "Disallow")}: {line.Pattern}\n"));
            var rules = RobotsTxt.Parse(Encoding.UTF8.GetBytes(text)).RulesFor("any");
            return rules.Check(path) == rules.Check(Normal(path));
        }, iter: 5_000);

    [Fact]
    public void PathOf_AnyText_StartsWithSlashAndHasNoFragment() =>
        Gen.String.Sample(url => RobotsUrl.PathOf(url) is ['/', ..] and var path && !path.Contains('#'));

    [Fact]
    public void LocationFor_AnyText_NeverFails() =>
        Gen.String.Sample(url => RobotsUrl.LocationFor(url) is null or ['h', 't', 't', 'p', ..]);

    private static bool IsHarmless(byte[] body, string path)
    {
        var file = RobotsTxt.Parse(body);
        var rules = file.RulesFor("a");
        var verdict = rules.Check(path);
        return file.Sitemaps.Sum(sitemap => sitemap.Length) <= body.Length
            && verdict.Line <= body.Length + 1
            && (verdict.Line > 0) == (verdict.Rule is not null)
            && rules.CrawlDelay is null or { TotalSeconds: >= 0 and <= 86_400 };
    }

    private static RobotsVerdict Reference((bool Allow, string Pattern)[] lines, string path)
    {
        var normal = Normal(path);
        var best = lines
            .Select((line, index) => (line.Allow, Pattern: RobotsPath.NormalizePattern(Encoding.UTF8.GetBytes(line.Pattern)), Written: line.Pattern, Line: index + 2))
            .Where(rule => rule.Pattern is [.., '$'] ? Matches(rule.Pattern.AsSpan(0, rule.Pattern.Length - 1), normal) : Matches(rule.Pattern + "*", normal))
            .OrderByDescending(rule => rule.Pattern.Length).ThenByDescending(rule => rule.Allow).ThenBy(rule => rule.Line)
            .FirstOrDefault();
        return best.Written is null ? new RobotsVerdict(true, 0, null) : new RobotsVerdict(best.Allow, best.Line, best.Written);
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path) => pattern switch
    {
        [] => path.IsEmpty,
        ['*', ..] => Matches(pattern[1..], path) || (!path.IsEmpty && Matches(pattern, path[1..])),
        _ => !path.IsEmpty && pattern[0] == path[0] && Matches(pattern[1..], path[1..]),
    };

    private static string Normal(string path)
    {
        var octets = Encoding.UTF8.GetBytes(path);
        var normal = new char[octets.Length * RobotsPath.MaxExpansion];
        return new string(normal, 0, RobotsPath.NormalizePath(octets, normal));
    }
}

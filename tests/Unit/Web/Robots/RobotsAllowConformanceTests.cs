using System.Text;
using System.Text.Json;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Web.Robots;

public sealed class RobotsAllowConformanceTests
{
    [Theory]
    [InlineData("core", 1260)]
    [InlineData("core_google_differs", 91)]
    [InlineData("token_with_digits", 42)]
    public void Check_CasesOfTier_AllMet(string tier, int count)
    {
        using var cases = SharedCases.Load("robots-allow.json");
        var ofTier = cases.RootElement.GetProperty("cases").EnumerateArray()
            .Where(item => item.GetProperty("tier").GetString() == tier)
            .ToList();

        Assert.Equal(count, ofTier.Count);
        var failures = ofTier.Select(Failure).OfType<string>().ToList();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        ConformanceTable.Has("robots-allow.json", tier, ofTier.Count - failures.Count, ofTier.Count);
    }

    /// <summary>
    /// What the file's own notes tell not to judge by: the libraries disagree, or the agent is not a product token. Of the
    /// leniencies we share misspelt fields (those Google obeys too) and UTF-16; not prefix matching, several names in one
    /// line, non-ASCII names, lines without a colon, rules before any name. The counts tell when that changes.
    /// </summary>
    [Theory]
    [InlineData("disputed", 10, 66)]
    [InlineData("full_user_agent_string", 89, 100)]
    public void Check_DisputedCases_AsManyMetAsDecided(string tier, int met, int count)
    {
        using var cases = SharedCases.Load("robots-allow.json");
        var ofTier = cases.RootElement.GetProperty("cases").EnumerateArray()
            .Where(item => item.GetProperty("tier").GetString() == tier)
            .ToList();

        Assert.Equal((met, count), (ofTier.Count(item => Failure(item) is null), ofTier.Count));
        ConformanceTable.Has("robots-allow.json", tier, met, count);
    }

    private static string? Failure(JsonElement item)
    {
        var verdict = VerdictOf(item);
        return verdict.Allowed == item.GetProperty("allowed").GetBoolean()
            ? null
            : $"{item.GetProperty("source").GetString()} {item.GetProperty("name").GetString()}: {item.GetProperty("user_agent")} {item.GetProperty("url")} -> {verdict}";
    }

    private static RobotsVerdict VerdictOf(JsonElement item) =>
        RobotsTxt.Parse(BodyOf(item)).RulesFor(item.GetProperty("user_agent").GetString()!).Check(PathOf(item.GetProperty("url").GetString()!));

    private static string PathOf(string url) =>
        url.Contains("://", StringComparison.Ordinal) ? RobotsUrl.PathOf(url)
        : url.StartsWith('/') ? url
        : "/" + url;

    private static byte[] BodyOf(JsonElement item) =>
        item.TryGetProperty("robots_b64", out var encoded)
            ? encoded.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(item.GetProperty("robots_txt").GetString()!);
}

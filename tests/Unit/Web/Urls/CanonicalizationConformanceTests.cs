using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed partial class CanonicalizationConformanceTests
{
    /// <summary>Rule sets whose cases are not canonicalization of a URL, and why.</summary>
    private static readonly Dictionary<string, string> OtherFunctions = new()
    {
        ["w3lib-add_or_replace_parameter"] = "edits a parameter",
        ["w3lib-url_query_cleaner"] = "edits relative references by a list of parameters to keep",
        ["surt-unescapeRepeatedly"] = "decodes text",
        ["surt-alphaRorderQuery"] = "sorts a query by itself",
        ["surt-massageHost"] = "strips www from a host by itself",
        ["surt-stripPathSessionId"] = "strips session identifiers from a path by itself",
        ["surt-defaultIASurt"] = "writes sort-friendly URI reordering keys",
        ["urlcanon-ssurt-ssurtHost"] = "writes reversed hosts",
        ["urlcanon-ssurt-reverseHost"] = "writes reversed hosts",
        ["urlcanon-ssurt-ssurt"] = "writes sort-friendly keys",
        ["urlcanon-ssurt-surt"] = "writes sort-friendly keys",
        ["urlcanon-ssurt-surtWithoutScheme"] = "writes sort-friendly keys",
        ["urlcanon-ssurt-surtWithoutTrailingComma"] = "writes sort-friendly keys",
        ["urlcanon-parse-idempotent"] = "takes a URL apart and puts it together unchanged",
    };

    private static readonly Canonicalizer Ours = new();

    [Fact]
    public void Canonicalize_CasesOfOtherLibraries_DifferForNamedReasonsOnly()
    {
        using var document = SharedCases.Load("url-canonicalization.json");
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var rule = item.GetProperty("rule").GetString()!;
            var input = item.GetProperty("input").GetString()!;
            var expected = item.GetProperty("expected").GetString();
            Explain($"{rule}: {item.GetProperty("input").GetRawText()}", Case(rule, item), input, rule, item, expected, reasons, failures);
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.Equal(2007, reasons.Where(r => r.Key[0] != '+').Sum(r => r.Value));
        Assert.Equal(ExpectedReasons, string.Join('\n', reasons.Select(r => $"{r.Value,5} {r.Key}")), ignoreLineEndingDifferences: true);
        ConformanceTable.Has("url-canonicalization.json", "equal to the other library's", reasons["same"], 2007);
        Assert.All(reasons.Keys, reason => ConformanceTable.Explains(reason.TrimStart('+', ' ')));
    }

    [Fact]
    public void Canonicalize_InputsLibrariesDisagreeOn_DiffersForNamedReasonsOnly()
    {
        using var document = SharedCases.Load("url-canonicalization.json");
        var failures = new List<string>();
        foreach (var item in document.RootElement.GetProperty("disagreements").EnumerateArray())
        {
            var input = item.GetProperty("input").GetString()!;
            foreach (var library in (string[])["crawler_commons", "w3lib"])
            {
                var name = $"{library}: {item.GetProperty("input").GetRawText()}";
                Explain(name, Canonical(input), input, library, item, item.GetProperty(library).GetString(), [], failures);
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static void Explain(
        string name,
        string? ours,
        string input,
        string rule,
        JsonElement item,
        string? expected,
        SortedDictionary<string, int> reasons,
        List<string> failures)
    {
        if (OtherFunctions.ContainsKey(rule))
        {
            Count("another function");
        }
        else if (ours == expected)
        {
            Count("same");
        }
        else if (WholeCaseReason(ours, input, rule, item, expected) is { } reason)
        {
            Count(reason);
        }
        else if (ours is not null && expected is not null && CanonicalizationDifferences.Explain(ours, expected) is { } differences)
        {
            Count("explained by rules");
            differences.ToList().ForEach(d => Count("+ " + d));
        }
        else
        {
            failures.Add($"{name}: ours {ours ?? "refused"}, theirs {expected ?? "refused"}");
        }

        void Count(string key) => reasons[key] = reasons.GetValueOrDefault(key) + 1;
    }

    private static string? Case(string rule, JsonElement item)
    {
        var input = item.GetProperty("input").GetString()!;
        if (rule.StartsWith("path-dots", StringComparison.Ordinal))
        {
            return WebUrl.TryParse("http://h" + input, null, out var url) ? url.Path : null;
        }

        if (rule == "ipv4-host")
        {
            return WebUrl.TryParse("http://" + input, null, out var url) ? url.Host : null;
        }

        if (item.TryGetProperty("base", out var from) && from.GetString() is { } text)
        {
            return WebUrl.TryParse(text, null, out var page) && WebUrl.TryParse(input, page, out var url) ? url.Href : null;
        }

        return Canonical(input, Option(item, "encoding"));
    }

    private static string? Canonical(string input, string? encoding = null)
    {
        var pageEncoding = encoding switch
        {
            null or "utf8" or "utf-8" => null,
            "latin1" or "latin-1" => Encoding.Latin1,
            "cp1251" => CodePagesEncodingProvider.Instance.GetEncoding(1251),
            "iso2022jp" => CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp"),
            _ => Encoding.GetEncoding(encoding),
        };
        return WebUrl.TryParse(input, null, pageEncoding, out var url) ? Ours.Canonicalize(url) : null;
    }

    private static string? WholeCaseReason(string? ours, string input, string rule, JsonElement item, string? expected)
    {
        if (Option(item, "path_encoding") is not (null or "utf-8"))
        {
            return "paths are UTF-8 in the URL Standard";
        }

        if (Option(item, "encoding") is not null && input.Any(c => c > '\u00FF'))
        {
            return "what the page's encoding lacks is a character reference in the URL Standard";
        }

        if (Option(item, "idn") is not null)
        {
            return "hosts are always ASCII";
        }

        if (ours is null)
        {
            var scheme = Scheme().Match(input).Groups[1].Value.ToLowerInvariant();
            return scheme is "http" or "https" ? "no valid host in the URL Standard"
                : scheme.Length > 0 ? "another scheme than http and https" : "no scheme, and none is guessed";
        }

        if (rule.StartsWith("path-dots", StringComparison.Ordinal) && input.Contains('\\'))
        {
            return "a backslash is a slash";
        }

        if (rule == "ipv4-host" && expected is null)
        {
            return "a name that is not a number is a domain";
        }

        if (rule == "crawler_commons" && DisagreementReason(input, expected) is { } reason)
        {
            return reason;
        }

        // The set's inputs are UTF-8 read as Latin-1; read aright, they must agree.
        return input.Any(c => c is >= '\u0080' and <= '\u00FF') && expected is not null && Misread(input, expected)
            ? "the case's bytes are misread" : null;
    }

    private static string? DisagreementReason(string input, string? theirs) => theirs switch
    {
        null => "they refuse what the URL Standard takes",
        "http://example.combar" => "they lose the slash after the host",
        _ when input.AsSpan().ContainsAny("\t\r\n") => "tabs and line ends are dropped",
        _ when !theirs.Contains("://", StringComparison.Ordinal) => "they find no host where the URL Standard does",
        _ when input.Contains("//..", StringComparison.Ordinal) => "an empty segment is one that .. leaves",
        _ => null,
    };

    private static bool Misread(string input, string expected)
    {
        var restored = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(input));
        return Canonical(restored) is { } ours && (ours == expected || CanonicalizationDifferences.Explain(ours, expected) is not null)
            || (input.Contains('\u0091') && Canonical(input.Replace("\u0091", "%91", StringComparison.Ordinal)) == expected);
    }

    private static string? Option(JsonElement item, string name) =>
        item.TryGetProperty("options", out var options) && options.TryGetProperty(name, out var value) ? value.ToString() : null;

    [GeneratedRegex("^[\\u0000- ]*([A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex Scheme();

    private const string ExpectedReasons = """
           10 + // is not collapsed
            2 + a path's case counts
            2 + a plus sign is not a space
            3 + a root dot belongs to the host
            3 + a trailing slash counts
           18 + blank parameters count
           24 + dots are a host name, no address
           45 + escapes of reserved characters are not equal to the characters
            4 + https is not http
          155 + our rules applied to their output
           23 + queries are not sorted
           10 + session identifiers are left to the user's list
           21 + www. is part of the host
           46 a backslash is a slash
            1 a name that is not a number is a domain
          149 another function
          190 another scheme than http and https
          305 explained by rules
            3 hosts are always ASCII
           84 no scheme, and none is guessed
           29 no valid host in the URL Standard
            5 paths are UTF-8 in the URL Standard
         1181 same
           11 the case's bytes are misread
            3 what the page's encoding lacks is a character reference in the URL Standard
        """;
}

using System.CommandLine;
using System.Text.RegularExpressions;
using Thresher.Client.CommandLine;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Storage;

namespace Thresher.Client.Logging;

/// <summary>Which lines of a crawl's log are wanted.</summary>
internal sealed class LogFilter
{
    private static readonly Option<string[]> Urls = OptionValues.Expressions("--url", "Only URLs that match; may be repeated.");
    private static readonly Option<FetchOutcome?> Reason = OptionValues.Reason("Only this outcome.");
    private static readonly Option<string?> Host = new("--host") { Description = "Only this host[:port].", HelpName = "H" };

    private readonly Regex[] _urls;
    private readonly FetchOutcome? _reason;
    private readonly string? _host;

    private LogFilter(Regex[] urls, FetchOutcome? reason, string? host) => (_urls, _reason, _host) = (urls, reason, host);

    /// <summary>The options.</summary>
    public static IEnumerable<Option> Options => [Urls, Reason, Host];

    /// <summary>Takes all lines.</summary>
    public static LogFilter None { get; } = new([], null, null);

    /// <summary>What a command line asks for.</summary>
    public static LogFilter Of(ParseResult parsed) =>
        new([.. (parsed.GetValue(Urls) ?? []).Select(LinearRegex.Compile)], parsed.GetValue(Reason), parsed.GetValue(Host));

    /// <summary>Whether a line passes the filter.</summary>
    public bool Takes(UrlEnd end) =>
        (_urls.Length == 0 || Array.Exists(_urls, url => url.IsMatch(end.Url.Url)))
        && (_reason is null || end.Url.Outcome == _reason)
        && (_host is null || end.Url.Domain.Equals(_host, StringComparison.OrdinalIgnoreCase));
}

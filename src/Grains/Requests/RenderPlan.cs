using Thresher.Jobs;
using Thresher.Jobs.Rules;
using Thresher.Rendering.Pages;

namespace Thresher.Grains.Requests;

/// <summary>Which pages of a job are prepared in a browser, and how. Immutable.</summary>
public sealed class RenderPlan
{
    /// <summary>How long a page may wait for a browser; then it is queued again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly RenderRule Default = new();
    private readonly (UrlPattern Pattern, RenderRule Rule)[] _rules;
    private readonly RenderMode _mode;
    private readonly UrlPattern[] _required;

    private RenderPlan(CrawlJob job)
    {
        _mode = job.Render;
        _rules = [.. job.Rendering.Select(rule => (new UrlPattern(rule.Url, rule.Glob), rule))];
        _required = [.. job.Extract.Where(rule => rule.Fields.Values.Any(field => field.Required)).Select(rule => new UrlPattern(rule.Url, rule.Glob))];
        Longest = job.Rendering.Select(rule => rule.Timeout).Append(Default.Timeout).Max() + LongestWait;
    }

    /// <summary>The longest that a page may take, with the wait for a browser.</summary>
    public TimeSpan Longest { get; }

    /// <summary>The plan of a job; null where no page is prepared in a browser.</summary>
    public static RenderPlan? Of(CrawlJob job) =>
        job.Render == RenderMode.Never && !job.Rendering.Any(rule => rule.Render is not (null or RenderMode.Never)) ? null : new RenderPlan(job);

    /// <summary>Whether a rule with required fields reads a page.</summary>
    public bool RequiresFields(string url) => Array.Exists(_required, pattern => pattern.Matches(url));

    /// <summary>Whether a page may load what it asks for.</summary>
    public static bool Loads(RenderRule rule, RequestKind kind) => kind switch
    {
        RequestKind.Image => rule.Load.Contains(RenderLoad.Images),
        RequestKind.Media => rule.Load.Contains(RenderLoad.Media),
        RequestKind.Font => rule.Load.Contains(RenderLoad.Fonts),
        _ => true,
    };

    /// <summary>What a rule does with a page.</summary>
    public static RenderSteps StepsOf(RenderRule rule) => new()
    {
        Timeout = rule.Timeout,
        WaitFor = rule.WaitFor,
        Scroll = rule.Scroll,
        Click = rule.Click,
        Clicks = rule.Click is null ? 0 : rule.Clicks,
    };

    /// <summary>How a page is treated.</summary>
    /// <param name="url">Its URL.</param>
    public (RenderMode Mode, RenderRule Rule) For(string url)
    {
        foreach (var (pattern, rule) in _rules)
        {
            if (pattern.Matches(url))
            {
                return (rule.Render ?? _mode, rule);
            }
        }

        return (_mode, Default);
    }
}

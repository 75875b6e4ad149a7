using System.Buffers;
using System.Text;

namespace Thresher.Web.Robots;

/// <summary>What one robots.txt says to one crawler. Immutable; checks need no lock and, for a path without escapes, no allocation.</summary>
public sealed class RobotsRules
{
    private const int StackLimit = 512;

    private readonly RobotsRuleIndex? _index;

    internal RobotsRules(IReadOnlyCollection<RobotsRule> rules, RobotsPacing pacing)
    {
        _index = rules.Count == 0 ? null : new RobotsRuleIndex(rules);
        CrawlDelay = pacing.CrawlDelay;
        RequestRate = pacing.RequestRate;
        VisitTime = pacing.VisitTime;
    }

    /// <summary>No rule: everything may be fetched.</summary>
    public static RobotsRules AllowAll { get; } = new([], new RobotsPacing());

    /// <summary>The least time between two requests, 0 to 1 day (longer values are cut: the file is read again by then); null when unset. The longest of several.</summary>
    public TimeSpan? CrawlDelay { get; }

    /// <summary>The request rate asked for; null when unset. The slowest of several.</summary>
    public RequestRate? RequestRate { get; }

    /// <summary>When visits are welcome (UTC); null for always. The first of several.</summary>
    public DailyWindow? VisitTime { get; }

    /// <summary>Whether a URL may be fetched, and which line says so: the longest pattern, Allow on ties (RFC 9309 §2.2.2). /robots.txt itself always may.</summary>
    /// <param name="pathAndQuery">Path and query as they go over the wire, without fragment; empty means <c>/</c>. See <see cref="RobotsUrl.PathOf"/>.</param>
    public RobotsVerdict Check(ReadOnlySpan<char> pathAndQuery)
    {
        if (_index is null || pathAndQuery is "/robots.txt")
        {
            return new RobotsVerdict(true, 0, null);
        }

        var rule = RobotsPath.IsNormal(pathAndQuery) ? Find(pathAndQuery) : FindNormalized(pathAndQuery);
        return rule is null ? new RobotsVerdict(true, 0, null) : new RobotsVerdict(rule.Allowed, rule.Line, rule.Written);
    }

    private RobotsRule? Find(ReadOnlySpan<char> path) => _index!.Find(path.IsEmpty ? "/" : path);

    private RobotsRule? FindNormalized(ReadOnlySpan<char> path)
    {
        var count = Encoding.UTF8.GetByteCount(path);
        byte[]? octetArray = null;
        char[]? normalArray = null;
        var octets = count <= StackLimit ? stackalloc byte[StackLimit] : octetArray = ArrayPool<byte>.Shared.Rent(count);
        var normal = count <= StackLimit
            ? stackalloc char[StackLimit * RobotsPath.MaxExpansion]
            : normalArray = ArrayPool<char>.Shared.Rent(count * RobotsPath.MaxExpansion);

        Encoding.UTF8.GetBytes(path, octets);
        var rule = Find(normal[..RobotsPath.NormalizePath(octets[..count], normal)]);

        if (octetArray is not null && normalArray is not null)
        {
            ArrayPool<byte>.Shared.Return(octetArray);
            ArrayPool<char>.Shared.Return(normalArray);
        }

        return rule;
    }
}

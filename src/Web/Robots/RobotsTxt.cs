using System.Text;

namespace Thresher.Web.Robots;

/// <summary>A robots.txt, parsed for every crawler it names (RFC 9309). Keep the <see cref="RobotsRules"/> of ours and let this go.</summary>
public sealed class RobotsTxt
{
    /// <summary>How many bytes count, 500 KiB (RFC 9309 §2.5): what follows is ignored, with the line that is cut.</summary>
    public const int MaxLength = 500 * 1024;

    private readonly List<Address> _addresses = [];
    private readonly List<string> _sitemaps = [];

    private RobotsTxt()
    {
    }

    /// <summary>The sitemaps the file names, as written, in order, each once; not resolved and not validated.</summary>
    public IReadOnlyList<string> Sitemaps => _sitemaps;

    /// <summary>The preferred host name, as written (an extension of Yandex); null when unset.</summary>
    public string? Host { get; private set; }

    /// <summary>Parses a robots.txt in time linear in its length. Never fails: what cannot be read is ignored.</summary>
    /// <param name="body">The decoded body, UTF-8 whatever its header says, or UTF-16, with a byte order mark or without.</param>
    public static RobotsTxt Parse(ReadOnlySpan<byte> body)
    {
        var file = new RobotsTxt();
        body = Cut(body);

        // Some files carry the mark of UTF-16 in front of plain ASCII, and some are UTF-16 without it: believe the zero
        // octets, not the mark.
        var text = body is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? body[2..] : body;
        if (text is [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..])
        {
            var encoding = text[0] == 0 ? Encoding.BigEndianUnicode : Encoding.Unicode;
            file.Read(Encoding.UTF8.GetBytes(encoding.GetString(text)));
        }
        else
        {
            file.Read(body);
        }

        return file;
    }

    /// <summary>What the file says to one crawler: the rules of all groups that name it, else of those for <c>*</c>, else none (RFC 9309 §2.2.1).</summary>
    /// <param name="productToken">The crawler's token, compared whole and without regard to case; of a User-Agent header value the token at its start. Empty or <c>*</c>: a crawler nobody names.</param>
    public RobotsRules RulesFor(string productToken)
    {
        var token = ProductToken.Of(productToken);
        var addresses = token.Length == 0 ? [] : Named(token);
        addresses = addresses.Count > 0 ? addresses : Named("*");

        var pacing = new RobotsPacing();
        foreach (var address in addresses)
        {
            pacing.Add(address.Pacing);
        }

        return new RobotsRules([.. addresses.Select(address => address.Rules).Distinct().SelectMany(rules => rules)], pacing);
    }

    private List<Address> Named(string token) =>
        _addresses.FindAll(address => address.Token.Equals(token, StringComparison.OrdinalIgnoreCase));

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> body)
    {
        if (body.Length <= MaxLength)
        {
            return body;
        }

        // Half a pattern would be another, wider rule.
        var end = body[MaxLength] is (byte)'\r' or (byte)'\n' ? MaxLength : body[..MaxLength].LastIndexOfAny((byte)'\r', (byte)'\n');
        return body[..Math.Max(end, 0)];
    }

    private void Read(ReadOnlySpan<byte> body)
    {
        var lines = new RobotsLines(body);
        var sitemaps = new HashSet<string>(StringComparer.Ordinal);
        var (rules, pacing) = (new List<RobotsRule>(), new RobotsPacing());
        var (namesRules, namesPacing) = (true, true);
        while (lines.MoveNext())
        {
            switch (lines.Field)
            {
                // Consecutive names share what follows. Rules go to all names since the last rule, pacing to those
                // since the last pacing line: neither that nor an unknown field closes a group (RFC 9309 §2.2.4).
                case RobotsField.UserAgent:
                    rules = namesRules ? rules : [];
                    pacing = namesRules && namesPacing ? pacing : new RobotsPacing();
                    (namesRules, namesPacing) = (true, true);
                    _addresses.Add(new Address(ProductToken.FromLine(Encoding.UTF8.GetString(lines.Value)), rules, pacing));
                    break;
                case RobotsField.Allow or RobotsField.Disallow:
                    namesRules = false;
                    AddRule(rules, lines);
                    break;
                case RobotsField.CrawlDelay or RobotsField.RequestRate or RobotsField.VisitTime:
                    namesPacing = false;
                    pacing.Add(lines.Field, lines.Value);
                    break;
                case RobotsField.Sitemap when !lines.Value.IsEmpty && sitemaps.Add(Encoding.UTF8.GetString(lines.Value)):
                    _sitemaps.Add(Encoding.UTF8.GetString(lines.Value));
                    break;
                case RobotsField.Host:
                    Host ??= Encoding.UTF8.GetString(lines.Value);
                    break;
            }
        }
    }

    private void AddRule(List<RobotsRule> rules, in RobotsLines lines)
    {
        // A rule before any name applies to nobody, and an empty one to nothing.
        if (_addresses.Count > 0 && !lines.Value.IsEmpty)
        {
            var pattern = RobotsPath.NormalizePattern(lines.Value);
            var written = Encoding.UTF8.GetString(lines.Value);
            rules.Add(new RobotsRule(pattern, written == pattern ? pattern : written, lines.Line, lines.Field == RobotsField.Allow));
        }
    }

    /// <summary>A crawler's name with the rules and the pacing it shares with its neighbours.</summary>
    private sealed record Address(string Token, List<RobotsRule> Rules, RobotsPacing Pacing);
}

namespace Thresher.Web.Links;

/// <summary>Reads <c>Link</c> response headers (RFC 8288, RFC 6596).</summary>
public static class LinkHeader
{
    /// <summary>
    /// The raw target of <c>rel=canonical</c>; null without one, when two differ or when its scheme is not HTTP.
    /// A missing semicolon before <c>rel</c> is accepted, since sites send it.
    /// </summary>
    /// <param name="values">One string a header line; each may hold several links.</param>
    /// <param name="isAbout">Whether an <c>anchor</c>, which names another page than the one that came, is that page after all; none is if null.</param>
    public static string? Canonical(IEnumerable<string> values, Func<string, bool>? isAbout = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var canonical = default(CanonicalTarget);
        foreach (var link in Links(values, isAbout))
        {
            if (link.Tokens.Has(RelToken.Canonical))
            {
                canonical.Offer(link.Target);
            }
        }

        return canonical.Value;
    }

    /// <summary>The links that lead on: canonical, next, previous and alternate, raw, in the order in which they came.</summary>
    /// <param name="values">One string a header line; each may hold several links.</param>
    /// <param name="isAbout">As in <see cref="Canonical"/>.</param>
    public static IReadOnlyList<RawLink> Followed(IEnumerable<string> values, Func<string, bool>? isAbout = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var links = new List<RawLink>();
        foreach (var (target, tokens) in Links(values, isAbout))
        {
            LinkKind? kind = tokens.Has(RelToken.Next) ? LinkKind.LinkNext
                : tokens.Has(RelToken.Prev) ? LinkKind.LinkPrev
                : tokens.Has(RelToken.Canonical) ? LinkKind.Canonical
                : tokens.Has(RelToken.Alternate) && !tokens.Has(RelToken.Stylesheet) ? LinkKind.LinkAlternate
                : null;
            if (kind is { } followed && target.Length > 0)
            {
                links.Add(new RawLink(target, followed, tokens.Endorsement()));
            }
        }

        return links;
    }

    private static IEnumerable<(string Target, RelToken Tokens)> Links(IEnumerable<string> values, Func<string, bool>? isAbout)
    {
        foreach (var value in values)
        {
            for (var at = 0; Next(value, ref at, out var target, out var parameters);)
            {
                if (Tokens(parameters, isAbout) is { } tokens)
                {
                    yield return (target, tokens);
                }
            }
        }
    }

    private static bool Next(string value, ref int at, out string target, out string parameters)
    {
        target = parameters = "";
        var open = at < value.Length ? value.IndexOf('<', at) : -1;
        var close = open < 0 ? -1 : value.IndexOf('>', open);
        if (close < 0)
        {
            return false;
        }

        target = value[(open + 1)..close].Trim();
        at = End(value, close + 1, ',');
        parameters = value[(close + 1)..at];
        return true;
    }

    /// <summary>The tokens of the first <c>rel</c>, the only one that counts (RFC 8288 §3.3); null for a link of another page (§3.2).</summary>
    private static RelToken? Tokens(string parameters, Func<string, bool>? isAbout)
    {
        RelToken? tokens = null;
        for (var start = 0; start <= parameters.Length;)
        {
            var end = End(parameters, start, ';');
            var parameter = parameters.AsSpan(start, end - start).Trim();
            start = end + 1;
            var equals = parameter.IndexOf('=');
            var name = equals > 0 ? parameter[..equals].Trim() : default;
            if (name.Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                tokens ??= RelTokens.Parse(Unquoted(parameter[(equals + 1)..]));
            }
            else if (name.Equals("anchor", StringComparison.OrdinalIgnoreCase) && isAbout?.Invoke(Unquoted(parameter[(equals + 1)..]).ToString()) != true)
            {
                return null;
            }
        }

        return tokens ?? RelToken.None;
    }

    /// <summary>Where the delimiter stands next, or the end; within quotes it delimits nothing (RFC 9110 §5.6.4).</summary>
    private static int End(string text, int at, char delimiter)
    {
        for (var quoted = false; at < text.Length && (quoted || text[at] != delimiter); at++)
        {
            quoted ^= text[at] == '"';
            at += quoted && text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
        }

        return at;
    }

    private static ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> value) => value.Trim().Trim("\"'").Trim();
}

namespace Thresher.Web.Links;

/// <summary>Reads canonical targets from <c>Link</c> response headers (RFC 8288, RFC 6596).</summary>
public static class LinkHeader
{
    /// <summary>
    /// The raw target of <c>rel=canonical</c>; null without one, when two differ or when its scheme is not HTTP.
    /// A missing semicolon before <c>rel</c> is accepted, since sites send it.
    /// </summary>
    /// <param name="values">One string a header line; each may hold several links.</param>
    public static string? Canonical(IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var canonical = default(CanonicalTarget);
        foreach (var value in values)
        {
            var rest = value.AsSpan();
            while (Next(ref rest, out var target, out var parameters))
            {
                if (IsCanonical(parameters))
                {
                    canonical.Offer(target.Trim());
                }
            }
        }

        return canonical.Value;
    }

    private static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> target, out ReadOnlySpan<char> parameters)
    {
        target = parameters = default;
        var open = rest.IndexOf('<');
        var close = open < 0 ? -1 : rest[open..].IndexOf('>');
        if (close < 0)
        {
            return false;
        }

        target = rest.Slice(open + 1, close - 1);
        rest = rest[(open + close + 1)..];
        var quoted = false;
        var end = 0;
        while (end < rest.Length && (quoted || rest[end] != ','))
        {
            quoted ^= rest[end] == '"';
            end++;
        }

        parameters = rest[..end];
        rest = rest[end..];
        return true;
    }

    private static bool IsCanonical(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            var equals = parameter.IndexOf('=');
            if (equals > 0 && parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                // Of several rel parameters only the first counts (RFC 8288 section 3.3).
                return RelTokens.Parse(parameter[(equals + 1)..].Trim().Trim("\"'")).Has(RelToken.Canonical);
            }
        }

        return false;
    }
}

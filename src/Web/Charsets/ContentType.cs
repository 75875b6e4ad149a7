namespace Thresher.Web.Charsets;

/// <summary>
/// Reads a Content-Type header as servers send them, which is more than RFC 9110 section 8.3 allows:
/// a malformed parameter invalidates that parameter only.
/// </summary>
internal static class ContentType
{
    /// <summary>The type and subtype without parameters, trimmed; empty when there is none.</summary>
    public static ReadOnlySpan<char> MediaType(string? header)
    {
        var type = header.AsSpan();
        var end = type.IndexOfAny(';', ',');
        return (end < 0 ? type : type[..end]).Trim();
    }

    /// <summary>The value of the first <c>charset</c> parameter, quotes removed; empty when there is none.</summary>
    public static ReadOnlySpan<char> Charset(string? header)
    {
        var rest = header.AsSpan();
        while (NextParameter(ref rest, out var parameter))
        {
            var equals = parameter.IndexOf('=');
            if (equals > 0 && parameter[..equals].Trim().Equals("charset", StringComparison.OrdinalIgnoreCase))
            {
                // Single quotes are not quotes in HTTP, but common; no label contains one.
                return parameter[(equals + 1)..].Trim().Trim("\"'").Trim();
            }
        }

        return default;
    }

    /// <summary>The encoding label in the <c>content</c> of a <c>meta</c> (HTML standard, section 2.4.4); empty when there is none.</summary>
    public static ReadOnlySpan<char> CharsetInMeta(ReadOnlySpan<char> content)
    {
        while (true)
        {
            var found = content.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return default;
            }

            content = content[(found + 7)..].TrimStart("\t\n\f\r ");
            if (content.StartsWith("="))
            {
                break;
            }
        }

        content = content[1..].TrimStart("\t\n\f\r ");
        if (content.IsEmpty)
        {
            return default;
        }

        if (content[0] is '"' or '\'')
        {
            var close = content[1..].IndexOf(content[0]);
            return close < 0 ? default : content.Slice(1, close);
        }

        var end = content.IndexOfAny("\t\n\f\r ;");
        return end < 0 ? content : content[..end];
    }

    // Cuts the next parameter off the front; a semicolon inside double quotes ends none.
    private static bool NextParameter(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> parameter)
    {
        parameter = default;
        var start = rest.IndexOf(';');
        if (start < 0)
        {
            return false;
        }

        rest = rest[(start + 1)..];
        var quoted = false;
        var end = 0;
        while (end < rest.Length && (quoted || rest[end] is not ';'))
        {
            quoted ^= rest[end] == '"';
            end++;
        }

        parameter = rest[..end];
        rest = rest[end..];
        return true;
    }
}

using System.Text;

namespace Thresher.Web.Charsets;

/// <summary>
/// The one reading of the Content-Type headers of a response, of which there may be several and joined ones (Fetch standard,
/// "extract a MIME type"; MIME Sniffing standard, "parse a MIME type").
/// </summary>
public static class MimeType
{
    private const string Blanks = " \t\n\r";

    /// <summary>
    /// Media type in lower case and charset, as <c>type/subtype;charset=label</c>: the last value that parses and is not
    /// <c>*/*</c>, with the charset of an earlier one of the same type where it has none. When none parses, the last
    /// value as it came, which names no type; null for no value.
    /// </summary>
    /// <param name="values">One string a header line; each may hold several types.</param>
    public static string? Extract(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        string? type = null;
        string? charset = null;
        string? unread = null;
        foreach (var value in Split(string.Join(',', values)))
        {
            if (value.Length == 0)
            {
                continue;
            }

            if (!TryParse(value, out var read, out var stated) || read == "*/*")
            {
                unread = value;
                continue;
            }

            charset = stated ?? (read == type ? charset : null);
            type = read;
        }

        return type is null ? unread : charset is null ? type : $"{type};charset={charset}";
    }

    /// <summary>The type and subtype of a value of <see cref="Extract"/>; null when there is none.</summary>
    public static string? Essence(string? contentType)
    {
        var type = ContentType.MediaType(contentType);
        return type.IsEmpty ? null : type.ToString().ToLowerInvariant();
    }

    /// <summary>Whether a text names a media type: two tokens with a slash between.</summary>
    internal static bool IsType(ReadOnlySpan<char> text) =>
        text.IndexOf('/') is > 0 and var slash && IsToken(text[..slash]) && IsToken(text[(slash + 1)..]);

    /// <summary>Fetch standard, "get, decode, and split": at commas outside quotes.</summary>
    private static IEnumerable<string> Split(string values)
    {
        var start = 0;
        for (var at = 0; at <= values.Length; at++)
        {
            if (at == values.Length || values[at] == ',')
            {
                yield return values[start..at].Trim(' ', '\t', '\n', '\r');
                start = at + 1;
            }
            else if (values[at] == '"')
            {
                at = EndOfQuoted(values, at) - 1;
            }
        }
    }

    private static bool TryParse(string value, out string essence, out string? charset)
    {
        (essence, charset) = ("", null);
        var end = value.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? value : value[..end]).TrimEnd(' ', '\t', '\n', '\r');
        if (!IsType(type))
        {
            return false;
        }

        essence = type.ToLowerInvariant();
        while (end >= 0 && end < value.Length && charset is null)
        {
            end = Parameter(value, end + 1, out var name, out var text);
            charset = name.Equals("charset", StringComparison.OrdinalIgnoreCase) ? Label(text) : null;
        }

        return true;
    }

    /// <summary>Reads a parameter.</summary>
    /// <returns>Where its semicolon stands, or the end.</returns>
    private static int Parameter(string value, int at, out string name, out string text)
    {
        text = "";
        var equals = at;
        while (equals < value.Length && value[equals] is not (';' or '='))
        {
            equals++;
        }

        name = value[at..equals].Trim(' ', '\t', '\n', '\r');
        if (equals == value.Length || value[equals] == ';')
        {
            return equals;
        }

        var blanks = value.AsSpan(equals + 1).IndexOfAnyExcept(Blanks);
        var start = blanks < 0 ? value.Length : equals + 1 + blanks;
        if (start < value.Length && value[start] == '"')
        {
            var close = EndOfQuoted(value, start);
            text = Unquoted(value.AsSpan(start + 1, close - start - 1));
            start = close;
        }

        var end = value.IndexOf(';', start);
        end = end < 0 ? value.Length : end;
        text = text.Length > 0 ? text : value[start..end].Trim(' ', '\t', '\n', '\r');
        return end;
    }

    /// <summary>Behind the closing quote, or the end when there is none.</summary>
    private static int EndOfQuoted(string value, int open)
    {
        for (var at = open + 1; at < value.Length; at++)
        {
            if (value[at] == '"')
            {
                return at + 1;
            }

            at += value[at] == '\\' ? 1 : 0;
        }

        return value.Length;
    }

    private static string Unquoted(ReadOnlySpan<char> quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var at = 0; at < quoted.Length && quoted[at] != '"'; at++)
        {
            at += quoted[at] == '\\' && at + 1 < quoted.Length ? 1 : 0;
            text.Append(quoted[at]);
        }

        return text.ToString();
    }

    /// <summary>The label of a charset, of which <c>charset=charset=utf-8</c> and single quotes are common misspellings; null for what can be none.</summary>
    private static string? Label(string text)
    {
        var label = text.AsSpan().Trim("\"' \t");
        while (label.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))
        {
            label = label["charset=".Length..].Trim("\"' \t");
        }

        return IsToken(label) ? label.ToString() : null;
    }

    private static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }
}

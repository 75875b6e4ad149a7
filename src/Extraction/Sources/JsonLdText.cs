using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Sources;

/// <summary>
/// Reads the JSON of a <c>script</c> as it is found in the wild: inside HTML comments, CDATA sections and JavaScript comments, with
/// semicolons behind it, several values in a row, commas too many, escapes that are none, or escaped as HTML text. Text within strings
/// stays as it is.
/// </summary>
internal static class JsonLdText
{
    private static readonly string[] Envelopes = ["<![CDATA[", "<!--", "-->", "<!]]>", "]]>", ";", ",", ">"];

    /// <summary>The values, in order; what cannot be read is left out.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public static IEnumerable<JToken> Read(string text, PageBudget budget)
    {
        // JSON without a quotation mark, but with its reference, was escaped for a place where that would have been decoded.
        if (!text.Contains('"', StringComparison.Ordinal) && (text.Contains("&quot;", StringComparison.OrdinalIgnoreCase) || text.Contains("&#34;", StringComparison.Ordinal) || text.Contains("&#x22;", StringComparison.OrdinalIgnoreCase)))
        {
            text = WebUtility.HtmlDecode(text);
        }

        for (var at = Start(text, 0, budget); at >= 0;)
        {
            var end = End(text, at);
            if ((JsonText.Parse(text[at..end], budget) ?? JsonText.Parse(Repaired(text.AsSpan(at, end - at)), budget)) is { } value)
            {
                yield return value;
            }

            at = Start(text, end, budget);
        }
    }

    // Where the next value begins: what stands before it is taken off piece by piece.
    private static int Start(string text, int at, PageBudget budget)
    {
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            if (rest[0] is '{' or '[')
            {
                return at;
            }

            if (Array.Find(Envelopes, envelope => text.AsSpan(at).StartsWith(envelope, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                at += found.Length;
            }
            else if (rest.StartsWith("/*"))
            {
                var end = rest.IndexOf("*/");
                at = end < 0 ? text.Length : at + end + 2;
            }
            else if (rest.StartsWith("//"))
            {
                // A line comment may hold an envelope; its own text ends with the line.
                var line = rest[..(rest.IndexOfAny('\r', '\n') is >= 0 and var length ? length : rest.Length)];
                budget.Spend(1 + (line.Length / PageBudget.CharactersAStep));
                var next = IndexOfEnvelope(line[2..]);
                at += next < 0 ? line.Length : next + 2;
            }
            else
            {
                at++;
            }
        }

        return -1;
    }

    private static int IndexOfEnvelope(ReadOnlySpan<char> line)
    {
        var first = -1;
        foreach (var envelope in new[] { "<![CDATA[", "<!--", "-->", "]]>" })
        {
            var at = line.IndexOf(envelope, StringComparison.OrdinalIgnoreCase);
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }

        return first;
    }

    // Behind the value that begins there: where its brackets are closed, or the end of the text.
    private static int End(string text, int at)
    {
        var depth = 0;
        var quote = '\0';
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (quote != '\0')
            {
                at += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] is '*' or '/')
            {
                var ends = text[at + 1] == '*' ? text.IndexOf("*/", at + 2, StringComparison.Ordinal) : text.IndexOfAny(['\r', '\n'], at + 2);
                at = ends < 0 ? text.Length : text[at + 1] == '*' ? ends + 1 : ends;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && --depth == 0)
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    // Within strings, a backslash before what it cannot escape is taken away, and control characters are written as escapes; between
    // values, control characters and commas at the beginning or the end of a list or an object are taken away.
    private static string Repaired(ReadOnlySpan<char> text)
    {
        var repaired = new StringBuilder(text.Length);
        var isInString = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (isInString && c == '\\' && at + 1 < text.Length)
            {
                var next = text[at + 1];
                var isEscape = next is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' or '\''
                    || (next == 'u' && at + 5 < text.Length && !text.Slice(at + 2, 4).ContainsAnyExcept("0123456789abcdefABCDEF"));
                _ = isEscape ? repaired.Append(c).Append(next) : repaired.Append(char.IsControl(next) ? ' ' : next);
                at++;
                continue;
            }

            isInString ^= c == '"';
            if (char.IsControl(c) || c is '\uFEFF' or '\u2028' or '\u2029')
            {
                _ = isInString ? repaired.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : repaired.Append(' ');
            }
            else if (c == ',' && !isInString && (text[(at + 1)..].TrimStart() is ['}' or ']' or ',', ..] || text[..at].TrimEnd() is [.., '{' or '[']))
            {
                repaired.Append(' ');
            }
            else
            {
                _ = !isInString && char.IsWhiteSpace(c) ? repaired.Append(' ') : repaired.Append(c);
            }
        }

        return repaired.ToString();
    }
}

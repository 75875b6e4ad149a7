using System.Text;

namespace Thresher.Web.Html;

/// <summary>Finds the end of text that is not markup: comments, raw-text elements, scripts (HTML standard, section 13.2.5).</summary>
internal static class RawText
{
    /// <summary>Length of the comment at the start of <paramref name="text"/>, which begins with <c>&lt;!--</c>.</summary>
    public static int CommentLength(ReadOnlySpan<char> text)
    {
        var body = text[4..];
        if (body.StartsWith(">") || body.StartsWith("->"))
        {
            return 5 + body.IndexOf('>');
        }

        // One search for the dashes both ends share: a search for each would be quadratic over many comments.
        var at = 0;
        while (true)
        {
            var dashes = body[at..].IndexOf("--");
            if (dashes < 0)
            {
                return text.Length;
            }

            at += dashes;
            var after = body[(at + 2)..];
            if (after.StartsWith(">"))
            {
                return 4 + at + 3;
            }

            if (after.StartsWith("!>"))
            {
                return 4 + at + 4;
            }

            at++;
        }
    }

    /// <summary>Index of <paramref name="element"/>'s end tag at or after <paramref name="from"/>, or the text's length.</summary>
    public static int FindEndTag(ReadOnlySpan<char> text, int from, ReadOnlySpan<char> element)
    {
        while (true)
        {
            var found = text[from..].IndexOf("</");
            if (found < 0)
            {
                return text.Length;
            }

            from += found;
            if (IsTag(text[(from + 2)..], element))
            {
                return from;
            }

            from += 2;
        }
    }

    /// <summary>
    /// Index of the end tag of a script whose text begins at <paramref name="from"/>. Inside
    /// <c>&lt;!-- &lt;script&gt;</c> an end tag closes the inner script only; <c>--&gt;</c> leaves that state.
    /// </summary>
    public static int FindScriptEnd(ReadOnlySpan<char> text, int from)
    {
        var end = FindEndTag(text, from, "script");
        var escape = text[from..end].IndexOf("<!--");
        if (escape < 0)
        {
            return end;
        }

        // The dashes of "<!--" may belong to "-->" as well.
        var at = from + escape + 2;
        var escaped = true;
        var inner = false;
        while (true)
        {
            var step = text[at..].IndexOfAny('<', '-');
            if (step < 0)
            {
                return text.Length;
            }

            at += step;
            var rest = text[at..];
            if (rest.StartsWith("-->"))
            {
                escaped = inner = false;
                at += 3;
            }
            else if (rest.StartsWith("</") && IsTag(rest[2..], "script"))
            {
                if (!inner)
                {
                    return at;
                }

                inner = false;
                at += 8;
            }
            else if (!escaped && rest.StartsWith("<!--"))
            {
                escaped = true;
                at += 2;
            }
            else
            {
                inner |= escaped && rest[0] == '<' && IsTag(rest[1..], "script");
                at++;
            }
        }
    }

    private static bool IsTag(ReadOnlySpan<char> text, ReadOnlySpan<char> element) =>
        text.Length > element.Length
        && (HtmlScanner.IsBlank(text[element.Length]) || text[element.Length] is '/' or '>')
        && Ascii.EqualsIgnoreCase(text[..element.Length], element);
}

namespace Thresher.Web.Requisites;

/// <summary>
/// What a style sheet refers to (CSS Syntax 3): <c>url(…)</c>, quoted or not, and the text of <c>@import</c>. Comments are passed
/// over, escapes undone; linear, no input raises an exception.
/// </summary>
internal static class CssReferences
{
    /// <summary>Adds what a style sheet, or a <c>style</c> attribute, refers to.</summary>
    public static void Add(ReadOnlySpan<char> css, List<string> found)
    {
        var imports = false;
        for (var at = 0; at < css.Length;)
        {
            var c = css[at];
            if (c == '/' && css[at..].StartsWith("/*"))
            {
                var end = css[(at + 2)..].IndexOf("*/");
                at = end < 0 ? css.Length : at + 2 + end + 2;
            }
            else if (c is '"' or '\'')
            {
                var text = Quoted(css, ref at);
                if (imports)
                {
                    found.Add(text);
                }

                imports = false;
            }
            else if (c == '@' && css[at..].StartsWith("@import", StringComparison.OrdinalIgnoreCase))
            {
                (at, imports) = (at + "@import".Length, true);
            }
            else if (c is 'u' or 'U' && css[at..].StartsWith("url(", StringComparison.OrdinalIgnoreCase) && (at == 0 || !IsName(css[at - 1])))
            {
                at += "url(".Length;
                found.Add(InParentheses(css, ref at));
                imports = false;
            }
            else
            {
                imports &= c is not (';' or '{');
                at++;
            }
        }
    }

    private static string InParentheses(ReadOnlySpan<char> css, ref int at)
    {
        while (at < css.Length && char.IsWhiteSpace(css[at]))
        {
            at++;
        }

        if (at < css.Length && css[at] is '"' or '\'')
        {
            return Quoted(css, ref at);
        }

        var end = css[at..].IndexOf(')');
        var text = end < 0 ? css[at..] : css.Slice(at, end);
        at = end < 0 ? css.Length : at + end + 1;
        return Unescaped(text.TrimEnd());
    }

    private static string Quoted(ReadOnlySpan<char> css, ref int at)
    {
        var quote = css[at++];
        var start = at;
        while (at < css.Length && css[at] != quote && css[at] is not ('\n' or '\r'))
        {
            at += css[at] == '\\' ? 2 : 1;
        }

        at = Math.Min(at, css.Length);
        var text = css[start..at];
        at += at < css.Length ? 1 : 0;
        return Unescaped(text);
    }

    private static string Unescaped(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var plain = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                plain.Append(text[at++]);
                continue;
            }

            var (digits, value) = (0, 0);
            at++;
            while (digits < 6 && at < text.Length && char.IsAsciiHexDigit(text[at]))
            {
                value = (value * 16) + Convert.ToInt32(text[at++].ToString(), 16);
                digits++;
            }

            if (digits == 0)
            {
                plain.Append(text[at++]);
                continue;
            }

            plain.Append(System.Text.Rune.IsValid(value) && value != 0 ? new System.Text.Rune(value).ToString() : "\uFFFD");
            at += at < text.Length && char.IsWhiteSpace(text[at]) ? 1 : 0;
        }

        return plain.ToString();
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' || c > '\u007f';
}

using System.Text;

namespace Thresher.Extraction.Markdown;

/// <summary>Writes a page's text so that Markdown takes none of it for marks: in one pass, without a copy.</summary>
internal static class EscapedText
{
    /// <summary>Adds text, each run of blanks as one.</summary>
    public static void Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (IsBlank(c))
            {
                line.Append(' ');
                while (at + 1 < text.Length && IsBlank(text[at + 1]))
                {
                    at++;
                }

                continue;
            }

            if (c is '\\' or '`' or '*' or '[' or ']' or '<' || (c == '_' && !IsWithinWord(text, at)))
            {
                line.Append('\\');
            }

            line.Append(c);
        }
    }

    /// <summary>Text with each run of blanks as one.</summary>
    public static string Collapse(ReadOnlySpan<char> text)
    {
        var collapsed = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsBlank(text[at]))
            {
                collapsed.Append(text[at]);
            }
            else if (at == 0 || !IsBlank(text[at - 1]))
            {
                collapsed.Append(' ');
            }
        }

        return collapsed.ToString();
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n' or '\f' or '\u00A0';

    private static bool IsWithinWord(ReadOnlySpan<char> text, int at) =>
        at > 0 && at + 1 < text.Length && IsOfWord(text[at - 1]) && IsOfWord(text[at + 1]);

    private static bool IsOfWord(char c) => char.IsLetter(c) || char.IsNumber(c);
}

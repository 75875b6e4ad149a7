using System.Globalization;

namespace Thresher.Web.Texts;

/// <summary>
/// Text from the web as it may be shown. Control characters and escape sequences (ECMA-48) would be obeyed by a terminal instead of shown,
/// line ends would forge log lines, and marks of direction (UAX #9) would make text look like another.
/// </summary>
public static class CleanText
{
    /// <summary>What stands for each of them.</summary>
    public const char Replacement = '\uFFFD';

    /// <summary>The text with a replacement character for each character that is not to be shown; the same instance where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsLines">Whether line feeds and tabs stay.</param>
    public static string Of(string text, bool keepsLines = false) =>
        IsClean(text, keepsLines)
            ? text
            : string.Create(text.Length, (text, keepsLines), static (clean, from) =>
            {
                for (var i = 0; i < clean.Length; i++)
                {
                    clean[i] = IsShown(from.text, i, from.keepsLines) ? from.text[i] : Replacement;
                }
            });

    /// <summary>Whether there is nothing to replace.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsLines">Whether line feeds and tabs stay.</param>
    public static bool IsClean(ReadOnlySpan<char> text, bool keepsLines = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsShown(text, i, keepsLines))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsShown(ReadOnlySpan<char> text, int at, bool keepsLines)
    {
        var c = text[at];
        if (c is >= ' ' and < '\u007F')
        {
            return true;
        }

        return CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.Control => keepsLines && c is ('\n' or '\t'),
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            UnicodeCategory.Format => c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C'),
            UnicodeCategory.Surrogate => char.IsHighSurrogate(c)
                ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
                : at > 0 && char.IsHighSurrogate(text[at - 1]),
            _ => true,
        };
    }
}

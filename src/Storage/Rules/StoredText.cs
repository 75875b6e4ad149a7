namespace Thresher.Storage.Rules;

/// <summary>
/// Text as the engines store it: no NUL, at which SQLite would cut it and for which PostgreSQL would refuse a whole batch, and no
/// half of a surrogate pair.
/// </summary>
internal static class StoredText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The same text with U+FFFD for each such character.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || IsClean(text))
        {
            return text;
        }

        return string.Create(text.Length, text, static (cleaned, source) =>
        {
            source.CopyTo(cleaned);
            for (var i = 0; i < cleaned.Length; i++)
            {
                if (char.IsHighSurrogate(cleaned[i]) && i + 1 < cleaned.Length && char.IsLowSurrogate(cleaned[i + 1]))
                {
                    i++;
                }
                else if (cleaned[i] == '\0' || char.IsSurrogate(cleaned[i]))
                {
                    cleaned[i] = Replacement;
                }
            }
        });
    }

    private static bool IsClean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return !text.Contains('\0');
        }

        return false;
    }
}

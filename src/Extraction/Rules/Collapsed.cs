using System.Buffers;

namespace Thresher.Extraction.Rules;

/// <summary>Text as it is seen: every run of white space is one blank, and there is none at the ends.</summary>
internal static class Collapsed
{
    /// <summary>The text; the same instance where nothing changes.</summary>
    public static string Of(string text)
    {
        if (IsSo(text))
        {
            return text;
        }

        var buffer = ArrayPool<char>.Shared.Rent(text.Length);
        var length = 0;
        var isBlank = true;
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                buffer[length++] = c;
                isBlank = false;
            }
            else if (!isBlank)
            {
                buffer[length++] = ' ';
                isBlank = true;
            }
        }

        length -= isBlank && length > 0 ? 1 : 0;
        var collapsed = new string(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return collapsed;
    }

    private static bool IsSo(string text)
    {
        var isBlank = true;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) && (isBlank || c != ' '))
            {
                return false;
            }

            isBlank = c == ' ';
        }

        return !isBlank || text.Length == 0;
    }
}

using System.Buffers;
using System.Text;

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

    /// <summary>The lines that are not empty, each collapsed; a run of white space that holds a tab is a tab.</summary>
    public static string Lines(string text)
    {
        var lines = new StringBuilder(text.Length);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var blank = lines.Length > 0 ? '\n' : '\0';
            foreach (var c in line.Trim())
            {
                if (char.IsWhiteSpace(c))
                {
                    blank = c == '\t' || blank == '\t' ? '\t' : ' ';
                    continue;
                }

                if (blank != '\0')
                {
                    lines.Append(blank);
                    blank = '\0';
                }

                lines.Append(c);
            }
        }

        return lines.ToString();
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

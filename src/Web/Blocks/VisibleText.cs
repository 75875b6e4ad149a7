namespace Thresher.Web.Blocks;

/// <summary>Measures how much a page has to say, without parsing it: good enough to tell a page of content from one that only says no.</summary>
internal static class VisibleText
{
    private static ReadOnlySpan<byte> Script => "<script"u8;

    private static ReadOnlySpan<byte> Style => "<style"u8;

    /// <summary>Bytes of text outside tags, comments, scripts and styles; runs of white space count as one.</summary>
    /// <param name="lower">The page in lower case.</param>
    public static int Length(ReadOnlySpan<byte> lower)
    {
        var length = 0;
        var wasBlank = true;
        while (lower.Length > 0)
        {
            if (lower[0] == (byte)'<')
            {
                lower = After(lower);
                continue;
            }

            var isBlank = lower[0] <= (byte)' ';
            length += isBlank && wasBlank ? 0 : 1;
            wasBlank = isBlank;
            lower = lower[1..];
        }

        return length;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> markup)
    {
        var end = markup.StartsWith("<!--"u8) ? "-->"u8
            : markup.StartsWith(Script) ? "</script"u8
            : markup.StartsWith(Style) ? "</style"u8
            : ">"u8;
        var at = markup.IndexOf(end);
        return at < 0 ? [] : markup[(at + end.Length)..];
    }
}

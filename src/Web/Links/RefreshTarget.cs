namespace Thresher.Web.Links;

/// <summary>Reads the <c>content</c> of <c>meta[http-equiv=refresh]</c> (HTML standard, section 4.2.5.3, "shared declarative refresh steps").</summary>
internal static class RefreshTarget
{
    /// <summary>The target in <paramref name="content"/>; empty when the page only reloads itself or the value is malformed.</summary>
    public static ReadOnlySpan<char> In(ReadOnlySpan<char> content)
    {
        content = Trim(content);
        var time = content.IndexOfAnyExceptInRange('0', '9');
        if (time < 0 || (time == 0 && content[0] != '.'))
        {
            return default;
        }

        content = content[time..];
        var rest = content.TrimStart("0123456789.");
        var after = Trim(rest);
        if (after.IsEmpty || (after.Length == rest.Length && after[0] is not (';' or ',')))
        {
            return default;
        }

        after = after[0] is ';' or ',' ? Trim(after[1..]) : after;
        if (after.StartsWith("url", StringComparison.OrdinalIgnoreCase))
        {
            var value = Trim(after[3..]);
            after = value.StartsWith("=") ? Trim(value[1..]) : after;
        }

        if (after.IsEmpty || after[0] is not ('"' or '\''))
        {
            return after.TrimEnd();
        }

        var close = after[1..].IndexOf(after[0]);
        return (close < 0 ? after[1..] : after.Slice(1, close)).Trim();
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => text.TrimStart("\t\n\f\r ");
}

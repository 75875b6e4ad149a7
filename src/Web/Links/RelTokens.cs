namespace Thresher.Web.Links;

/// <summary>Reads <c>rel</c> attributes: tokens in any case between blanks, or commas, which search engines accept too.</summary>
internal static class RelTokens
{
    /// <summary>The tokens in <paramref name="rel"/> that matter.</summary>
    public static RelToken Parse(ReadOnlySpan<char> rel)
    {
        var found = RelToken.None;
        while (!rel.IsEmpty)
        {
            var end = rel.IndexOfAny("\t\n\f\r ,");
            var token = end < 0 ? rel : rel[..end];
            rel = end < 0 ? default : rel[(end + 1)..];
            found |= TokenOf(token);
        }

        return found;
    }

    public static bool Has(this RelToken tokens, RelToken token) => (tokens & token) != 0;

    /// <summary>The part of <paramref name="tokens"/> that says how far the link is endorsed.</summary>
    public static LinkRel Endorsement(this RelToken tokens) =>
        (LinkRel)(tokens & (RelToken.NoFollow | RelToken.Ugc | RelToken.Sponsored));

    private static RelToken TokenOf(ReadOnlySpan<char> token) => token.Length switch
    {
        3 when Is(token, "ugc") => RelToken.Ugc,
        4 when Is(token, "next") => RelToken.Next,
        4 when Is(token, "prev") => RelToken.Prev,
        8 when Is(token, "nofollow") => RelToken.NoFollow,
        8 when Is(token, "previous") => RelToken.Prev,
        9 when Is(token, "sponsored") => RelToken.Sponsored,
        9 when Is(token, "alternate") => RelToken.Alternate,
        9 when Is(token, "canonical") => RelToken.Canonical,
        10 when Is(token, "stylesheet") => RelToken.Stylesheet,
        _ => RelToken.None,
    };

    private static bool Is(ReadOnlySpan<char> token, ReadOnlySpan<char> name) =>
        System.Text.Ascii.EqualsIgnoreCase(token, name);
}

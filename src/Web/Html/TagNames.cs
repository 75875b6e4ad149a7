using System.Text;

namespace Thresher.Web.Html;

/// <summary>Recognises element names in any case, by length and first letter so that most tags cost one comparison.</summary>
internal static class TagNames
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Breakouts =
        new HashSet<string>(
            ("b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing"
            + " menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var").Split(' '),
            StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static TagName Of(ReadOnlySpan<char> name) => name.Length switch
    {
        1 => (name[0] | 0x20) switch { 'a' => TagName.A, 'p' => TagName.P, _ => TagName.Other },
        2 => Match(name, "br", TagName.Br),
        3 => (name[0] | 0x20) switch
        {
            's' => Match(name, "svg", TagName.Svg),
            'x' => Match(name, "xmp", TagName.Xmp),
            _ => TagName.Other,
        },
        4 => (name[0] | 0x20) switch
        {
            'a' => Match(name, "area", TagName.Area),
            'b' => (name[1] | 0x20) == 'a' ? Match(name, "base", TagName.Base) : Match(name, "body", TagName.Body),
            'h' => (name[1] | 0x20) == 't' ? Match(name, "html", TagName.Html) : Match(name, "head", TagName.Head),
            'l' => Match(name, "link", TagName.Link),
            'm' => (name[1] | 0x20) == 'e' ? Match(name, "meta", TagName.Meta) : Match(name, "math", TagName.Math),
            _ => TagName.Other,
        },
        5 => (name[0] | 0x20) switch
        {
            'f' => Match(name, "frame", TagName.Frame),
            's' => Match(name, "style", TagName.Style),
            't' => Match(name, "title", TagName.Title),
            _ => TagName.Other,
        },
        6 => (name[0] | 0x20) == 'i' ? Match(name, "iframe", TagName.Iframe) : Match(name, "script", TagName.Script),
        7 => (name[0] | 0x20) == 'n' ? Match(name, "noembed", TagName.Noembed) : Match(name, "bgsound", TagName.Bgsound),
        8 => (name[0] | 0x20) switch
        {
            'b' => Match(name, "basefont", TagName.Basefont),
            'n' => (name[2] | 0x20) == 's' ? Match(name, "noscript", TagName.Noscript) : Match(name, "noframes", TagName.Noframes),
            't' => (name[2] | 0x20) == 'x' ? Match(name, "textarea", TagName.Textarea) : Match(name, "template", TagName.Template),
            _ => TagName.Other,
        },
        9 => Match(name, "plaintext", TagName.Plaintext),
        _ => TagName.Other,
    };

    /// <summary>Whether a start tag of that name ends SVG or MathML it stands in (HTML standard, section 13.2.6.5).</summary>
    public static bool BreaksOut(ReadOnlySpan<char> name) => name.Length <= 10 && Breakouts.Contains(name);

    /// <summary>Whether the element's presence leaves the page in its head.</summary>
    public static bool BelongsInHead(this TagName tag) => tag is TagName.Html or TagName.Head or TagName.Base
        or TagName.Basefont or TagName.Bgsound or TagName.Link or TagName.Meta or TagName.Title or TagName.Noscript
        or TagName.Noframes or TagName.Style or TagName.Script or TagName.Template;

    private static TagName Match(ReadOnlySpan<char> name, ReadOnlySpan<char> expected, TagName tag) =>
        Ascii.EqualsIgnoreCase(name, expected) ? tag : TagName.Other;
}

using System.Text;

namespace Thresher.Extraction.Trees;

/// <summary>
/// Says whether a tree may be built of a page, from its tags alone and in linear time. A tree of great depth takes a
/// builder minutes, formatting elements left open are repeated in every block that follows, and either can be had in a
/// few kilobytes. The estimate follows the tree builder's rules for end tags and errs towards refusing.
/// </summary>
internal static partial class HtmlGuard
{
    /// <summary>Deepest nesting of elements, as in browsers.</summary>
    public const int MaxDepth = 512;

    /// <summary>Most elements of a tree.</summary>
    public const int MaxElements = 1_000_000;

    /// <summary>Longest text of which a tree is built, in UTF-16 units.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    private static readonly HashSet<string> Void = Set("area base br col embed hr img input link meta param source track wbr keygen basefont bgsound frame image");
    private static readonly HashSet<string> EndOptional = Set("p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption html head body");
    private static readonly HashSet<string> Formatting = Set("b big code em font i nobr s small strike strong tt u a");
    private static readonly HashSet<string> Raw = Set("style textarea title xmp iframe noembed noframes");

    // Their end tags close whatever is open inside them; every other end tag is stopped by a special element.
    private static readonly HashSet<string> Blocks = Set(
        "address article aside blockquote center div dl fieldset figcaption figure footer header main nav ol pre section ul h1 h2 h3 h4 h5 h6 table template applet marquee object");

    private static readonly HashSet<string> Special = Set(
        "address applet article aside blockquote button center details dir div dl fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup "
        + "iframe listing main marquee menu nav noembed noframes noscript object ol plaintext pre script search section select style summary table template "
        + "textarea title ul xmp foreignobject desc mi mo mn ms mtext annotation-xml");

    private static readonly HashSet<string> Fences = Set("table applet marquee object template svg math svg? math? foreignobject desc title mi mo mn ms mtext annotation-xml");

    /// <summary>Why no tree may be built; null when one may.</summary>
    public static string? Refuse(ReadOnlySpan<char> text)
    {
        return text.Length > MaxLength ? $"the page is longer than {MaxLength} characters" : new Walk().Through(text);
    }

    /// <summary>The deepest nesting that the walk finds, up to <see cref="MaxDepth"/>.</summary>
    internal static int DepthOf(ReadOnlySpan<char> text)
    {
        var walk = new Walk();
        _ = walk.Through(text);
        return walk.Deepest;
    }

    /// <summary>The text without what the tree builder's tokenizer cannot take: <c>&lt;/&gt;</c>, for each of which it recurses, and U+FFFF, at which it stops.</summary>
    public static string Neutralize(string text)
    {
        if (text.Contains("</>", StringComparison.Ordinal))
        {
            // What moves together may be another one.
            var kept = new StringBuilder(text.Length);
            foreach (var c in text)
            {
                if (c == '>' && kept.Length >= 2 && kept[^1] == '/' && kept[^2] == '<')
                {
                    kept.Length -= 2;
                }
                else
                {
                    kept.Append(c);
                }
            }

            text = kept.ToString();
        }

        return text.Contains('\uFFFF') ? text.Replace('\uFFFF', '\uFFFD') : text;
    }

    private static HashSet<string> Set(string names) => [.. names.Split(' ')];
}

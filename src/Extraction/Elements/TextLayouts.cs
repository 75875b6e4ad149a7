namespace Thresher.Extraction.Elements;

/// <summary>From elements to their <see cref="TextLayout"/>: one rule for fields, Markdown and <c>try</c>.</summary>
internal static class TextLayouts
{
    private static readonly TextLayout[] Layouts = Make();

    /// <summary>The layout; that of words of a line for a page's own names.</summary>
    public static TextLayout Of(ElementName name) => (uint)name < (uint)Layouts.Length ? Layouts[(int)name] : TextLayout.Inline;

    /// <summary>Whether an element stands on lines of its own.</summary>
    /// <param name="name">Its name in lower case.</param>
    public static bool IsLine(string name) => (Of(name) & TextLayout.Line) != 0;

    /// <summary>Whether an element is set apart from what is before it: by lines of its own, or as a cell.</summary>
    /// <param name="name">Its name in lower case.</param>
    public static bool IsApart(string name) => (Of(name) & (TextLayout.Line | TextLayout.Cell)) != 0;

    private static TextLayout Of(string name) => ElementNames.TryFind(name, out var known) ? Of(known) : TextLayout.Inline;

    private static TextLayout[] Make()
    {
        var layouts = new TextLayout[ElementNames.Count];
        Give(
            TextLayout.Line,
            "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
            + "header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre search section summary table tr ul xmp");
        Give(TextLayout.Cell, "td th");
        Give(TextLayout.Break, "br");
        Give(
            TextLayout.Hidden,
            "audio canvas datalist head iframe meter noembed noframes noscript object progress rp script style template textarea title video");
        Give(TextLayout.Kept, "listing plaintext pre script style textarea xmp");
        return layouts;

        void Give(TextLayout layout, string names)
        {
            foreach (var name in names.Split(' '))
            {
                layouts[ElementNames.TryFind(name, out var known) ? (int)known : throw new InvalidOperationException(name)] |= layout;
            }
        }
    }
}

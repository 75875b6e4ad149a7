namespace Thresher.Extraction.Elements;

/// <summary>From tags to <see cref="ElementName"/>s and their traits.</summary>
internal static class ElementNames
{
    private const int Packed = 8;

    private static readonly string[] Names = [.. Enum.GetNames<ElementName>().Select(name => name.ToLowerInvariant())];
    private static readonly ElementTraits[] Traits = MakeTraits();
    private static readonly Dictionary<ulong, ElementName> Short = Names.Index()
        .Where(name => name.Item.Length <= Packed).ToDictionary(name => Pack(name.Item), name => (ElementName)name.Index);

    private static readonly Dictionary<string, ElementName>.AlternateLookup<ReadOnlySpan<char>> Long = Names.Index()
        .Where(name => name.Item.Length > Packed)
        .ToDictionary(name => name.Item, name => (ElementName)name.Index, StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many there are.</summary>
    public static int Count => Names.Length;

    /// <summary>The name in lower case.</summary>
    public static string TextOf(ElementName name) => Names[(int)name];

    /// <summary>The traits; none of a page's own names.</summary>
    public static ElementTraits TraitsOf(ElementName name) => (int)name < Traits.Length ? Traits[(int)name] : ElementTraits.None;

    /// <summary>The name of a tag, in any case.</summary>
    public static bool TryFind(ReadOnlySpan<char> tag, out ElementName name) =>
        tag.Length > Packed ? Long.TryGetValue(tag, out name) : Short.TryGetValue(Pack(tag), out name);

    /// <summary>Up to eight ASCII characters in lower case; 0 for others.</summary>
    private static ulong Pack(ReadOnlySpan<char> tag)
    {
        ulong packed = 0;
        foreach (var c in tag)
        {
            if (c >= 128)
            {
                return 0;
            }

            packed = (packed << 8) | (c is >= 'A' and <= 'Z' ? c | 0x20u : c);
        }

        return packed;
    }

    private static ElementTraits[] MakeTraits()
    {
        var traits = new ElementTraits[Names.Length];
        void Give(ElementTraits trait, string names)
        {
            foreach (var name in names.Split(' '))
            {
                traits[Array.IndexOf(Names, name)] |= trait;
            }
        }

        const string Blocks = "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup main menu nav ol pre section summary ul";
        const string Headings = "h1 h2 h3 h4 h5 h6";
        Give(ElementTraits.Void, "area base br col embed hr img input link meta param source track wbr");
        Give(ElementTraits.EndsParagraph, $"{Blocks} {Headings} form hr p li dd dt table");
        Give(ElementTraits.ImpliedEnd, "dd dt li option optgroup p");
        Give(ElementTraits.EndsItemSearch, "article aside blockquote body button center dd dl dt fieldset figure footer form header li main nav object ol section table td th ul");
        Give(ElementTraits.EndsParagraphSearch, "button caption html object table td th");
        Give(ElementTraits.Block, $"{Blocks} button form object");
        Give(ElementTraits.Heading, Headings);
        Give(ElementTraits.Head, "base link meta title style script noscript");
        Give(ElementTraits.Text, "title textarea");
        Give(ElementTraits.Raw, "style script iframe");
        Give(ElementTraits.TablePart, "caption col colgroup tbody td tfoot th thead tr");
        Give(ElementTraits.TableFrame, "table colgroup tbody tfoot thead tr");
        Give(
            ElementTraits.Unplain,
            "applet basefont bgsound frame frameset image isindex keygen listing marquee math menuitem nobr noembed noframes plaintext rb rp rt rtc search svg template xmp");
        return traits;
    }
}

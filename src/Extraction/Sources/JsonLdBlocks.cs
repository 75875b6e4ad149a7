using Newtonsoft.Json.Linq;
using Thresher.Extraction.Selectors;

namespace Thresher.Extraction.Sources;

/// <summary>The JSON-LD that a page holds in its scripts.</summary>
internal static class JsonLdBlocks
{
    private static readonly FlatSelector Scripts = FlatSelectorCompiler.Compile("script[type]");

    /// <summary>Its values, in the page's order.</summary>
    public static IReadOnlyList<JContainer> Of(PageSource page) => page.Dom is not { } tree ? [] :
    [
        .. CssSource.Matches(Scripts, tree, -1).Select(tree.Node)
            .Where(script => IsJsonLd(script.GetAttribute("type")!))
            .SelectMany(script => JsonLdText.Read(script.TextContent, page.Budget)).OfType<JContainer>(),
    ];

    private static bool IsJsonLd(ReadOnlySpan<char> type)
    {
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/ld+json", StringComparison.OrdinalIgnoreCase);
    }
}

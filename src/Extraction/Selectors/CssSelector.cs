using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;

namespace Thresher.Extraction.Selectors;

/// <summary>Reads CSS selectors.</summary>
internal static class CssSelector
{
    /// <summary>Parses a selector.</summary>
    /// <exception cref="FormatException">It does not parse.</exception>
    public static ISelector Parse(string selector) =>
        selector.Length > 0 && selector[0] is not ('>' or '+' or '~') && new CssSelectorParser().ParseSelector(selector) is { } parsed
            ? parsed
            : throw new FormatException($"\"{selector}\" is not a CSS selector");
}

using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Mathml.Dom;
using AngleSharp.Svg.Dom;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Trees;

/// <summary>
/// Builds trees of pages, and refuses those that would take the builder too long or too much memory. The builder itself is measured,
/// element by element as it makes them and piece by piece as it reads them, so nothing has to be guessed of how it nests or repeats them. Beyond
/// <see cref="MaxDepth"/> elements stand beside the deepest one, as in browsers; since each further open element costs the builder
/// more time, a page with more than <see cref="MaxTooDeep"/> of them is refused.
/// </summary>
internal static class HtmlGuard
{
    /// <summary>Deepest nesting of elements, as in browsers.</summary>
    public const int MaxDepth = 512;

    /// <summary>Most elements that a page may nest deeper.</summary>
    public const int MaxTooDeep = 1024;

    /// <summary>Most elements of a plain tree, whose elements take some fifty bytes.</summary>
    public const int MaxElements = 1_000_000;

    /// <summary>Most elements of AngleSharp's tree, whose elements take a kilobyte with all that is made of them.</summary>
    public const int MaxNodes = 250_000;

    /// <summary>Longest text of which a tree is built, in UTF-16 units.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Most attributes of a tag: the builder compares each with all others.</summary>
    public const int MaxAttributes = 1024;

    /// <summary>Longest time a tree may take. Ordinary pages take a tenth of a second for a million characters.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    /// <summary>The tree of a page, or why there is none.</summary>
    public static (IHtmlDocument? Tree, string? Refusal) Build(string text) => Build(text, TimeProvider.System);

    /// <summary>The tree of a page, or why there is none.</summary>
    /// <param name="text">The page.</param>
    /// <param name="time">Bounds the building.</param>
    public static (IHtmlDocument? Tree, string? Refusal) Build(string text, TimeProvider time)
    {
        if (text.Length > MaxLength)
        {
            return (null, $"the page is longer than {MaxLength} characters");
        }

        var budget = new TreeBudget(time);
        try
        {
            var tree = ParserWith(budget).ParseDocument(new GuardedText(EmptyEndTags.Shorten(text), budget));
            budget.Close();
            return (tree, null);
        }
        catch (PageLimitException refused)
        {
            return (null, refused.Message);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The builder has faults of its own on rare markup (a null reference inside select); the record tells of them.
            return (null, $"no tree could be built of the page ({fault.GetType().Name})");
        }
    }

    private static HtmlParser ParserWith(TreeBudget budget)
    {
        var own = BrowsingContext.New(Configuration.Default);
        var guarded = Configuration.Default
            .WithOnly<IElementFactory<Document, HtmlElement>>(new GuardedFactory<HtmlElement>(own.GetService<IElementFactory<Document, HtmlElement>>()!, budget))
            .WithOnly<IElementFactory<Document, SvgElement>>(new GuardedFactory<SvgElement>(own.GetService<IElementFactory<Document, SvgElement>>()!, budget))
            .WithOnly<IElementFactory<Document, MathElement>>(new GuardedFactory<MathElement>(own.GetService<IElementFactory<Document, MathElement>>()!, budget));
        var options = new HtmlParserOptions { MaximumDepth = MaxDepth, DisableElementPositionTracking = true, ShouldEmitAttribute = HasRoom };
        return new HtmlParser(options, BrowsingContext.New(guarded));
    }

    private static bool HasRoom(ref StructHtmlToken tag, ReadOnlyMemory<char> name) =>
        tag.Attributes.Count <= MaxAttributes ? true : throw new PageLimitException($"a tag of the page has more than {MaxAttributes} attributes");
}

using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Thresher.Extraction.Trees;

namespace Thresher.Extraction.Sources;

/// <summary>A CSS selector with what is taken of its matches: text, inner markup or an attribute.</summary>
internal sealed partial class CssSource : FieldSource
{
    private readonly ISelector? _selector;
    private readonly PlainSelector? _plain;
    private readonly string? _attribute;

    /// <summary>Reads <c>selector@attribute</c>.</summary>
    /// <exception cref="FormatException">The selector does not parse.</exception>
    public CssSource(string text)
    {
        var selector = text;
        if (Attribute().Match(text) is { Success: true } match)
        {
            selector = text[..match.Index];
            _attribute = match.Groups[1].Value.ToLowerInvariant();
        }

        Selector = selector.Trim();
        _selector = Selector is "" or ":scope" && _attribute is not null || Selector == ":scope" ? null : CssSelector.Parse(Selector);
        _plain = _selector is null ? null : PlainSelectorCompiler.Compile(_selector);
    }

    /// <summary>The selector without the attribute; empty for the record's own element.</summary>
    public string Selector { get; }

    /// <summary>The attribute that is taken, <c>html</c> or <c>text</c>; null for the text.</summary>
    public string? Taken => _attribute;

    /// <summary>Whether it can be read off a plain tree.</summary>
    public bool ReadsPlain => _attribute != "html" && (_selector is null || _plain is not null);

    public override IEnumerable<string> Find(RecordScope scope) =>
        scope.Plain is { } record ? FindPlain(scope.Page.Plain!, record) : FindInTree(scope);

    private IEnumerable<string> FindInTree(RecordScope scope)
    {
        if (scope.Node is null)
        {
            yield break;
        }

        foreach (var element in Elements(scope.Node, scope.Page))
        {
            if (Take(element) is { } text)
            {
                yield return text;
            }
        }
    }

    /// <summary>The elements that match.</summary>
    public IEnumerable<IElement> Elements(IParentNode node, PageSource page) =>
        _selector is null
            ? node is IElement self ? [self] : node is IDocument { DocumentElement: { } root } ? [root] : []
            : Matches(_selector, node, page, LooksAround(Selector));

    /// <summary>Whether a selector goes from the record's element to what follows it: <c>:scope + dd</c>, <c>:scope ~ dd</c>.</summary>
    public static bool LooksAround(string selector) =>
        selector.StartsWith(":scope", StringComparison.Ordinal) && selector[6..].TrimStart() is ['+' or '~', ..];

    /// <summary>The elements below a node, or beside it, that a selector matches; lazily, since most fields want the first alone.</summary>
    public static IEnumerable<IElement> Matches(ISelector selector, IParentNode node, PageSource page, bool looksAround = false)
    {
        if (node is not IElement scope)
        {
            var key = SelectorKey.Of(selector.Text);
            foreach (var (element, name, classes) in page.Elements)
            {
                page.Selecting.Spend();
                if (key.Admits(name, classes) && selector.Match(element, null))
                {
                    yield return element;
                }
            }

            yield break;
        }

        foreach (var element in (looksAround && scope.ParentElement is { } around ? around : scope).GetDescendants().OfType<IElement>())
        {
            page.Selecting.Spend();
            if (selector.Match(element, scope))
            {
                yield return element;
            }
        }
    }

    /// <summary>The elements of a plain tree below a record's element, or beside it, that a selector matches.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="record">The record's element; -1 for all of the page.</param>
    /// <param name="looksAround">As in <see cref="LooksAround"/>.</param>
    public static IEnumerable<int> Matches(PlainSelector selector, PlainTree tree, int record, bool looksAround = false)
    {
        var around = looksAround && record >= 0 && tree[record].Parent >= 0 ? tree[record].Parent : record;
        var end = around < 0 ? tree.Count : tree[around].Next;
        for (var element = around + 1; element < end; element++)
        {
            if (selector.Matches(tree, element, Math.Max(record, 0)))
            {
                yield return element;
            }
        }
    }

    private IEnumerable<string> FindPlain(PlainTree tree, int record)
    {
        foreach (var element in _plain is null ? [Math.Max(record, 0)] : Matches(_plain, tree, record, LooksAround(Selector)))
        {
            if (_attribute is null or "text")
            {
                yield return tree.TextOf(element);
            }
            else if (tree.TryAttribute(element, _attribute, out var value))
            {
                yield return value.ToString();
            }
        }
    }

    private string? Take(IElement element) => _attribute switch
    {
        null or "text" => element.TextContent,
        "html" => element.InnerHtml,
        _ => element.GetAttribute(_attribute),
    };

    [GeneratedRegex("@([A-Za-z_:][A-Za-z0-9_:.-]*)\\s*\\z")]
    private static partial Regex Attribute();
}

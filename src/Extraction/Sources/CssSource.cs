using System.Text.RegularExpressions;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Trees;

namespace Thresher.Extraction.Sources;

/// <summary>A CSS selector with what is taken of its matches: text, inner markup or an attribute.</summary>
internal sealed partial class CssSource : FieldSource
{
    private readonly FlatSelector? _selector;
    private readonly string? _attribute;

    /// <summary>Reads <c>selector@attribute</c>, also as Scrapy writes it: <c>selector::attr(attribute)</c>, <c>selector::text</c>.</summary>
    /// <exception cref="FormatException">The selector does not parse.</exception>
    public CssSource(string text)
    {
        var written = Taking().Replace(text, taken => taken.Groups[1].Success ? $"@{taken.Groups[1].Value}" : "");
        text = written.Length == 0 && text.Length > 0 ? ":scope" : written;
        var selector = text;
        if (Attribute().Match(text) is { Success: true } match)
        {
            selector = text[..match.Index];
            _attribute = match.Groups[1].Value.ToLowerInvariant();
        }

        Selector = selector.Trim();
        _selector = Selector is "" or ":scope" && _attribute is not null || Selector == ":scope" ? null : FlatSelectorCompiler.Compile(Selector);
    }

    /// <summary>The selector without the attribute; empty for the record's own element.</summary>
    public string Selector { get; }

    /// <summary>The attribute that is taken, <c>html</c> or <c>text</c>; null for the text.</summary>
    public string? Taken => _attribute;

    /// <summary>Whether it can be read off a plain tree.</summary>
    public bool ReadsPlain => _attribute != "html" && _selector is not { NeedsDom: true };

    public override IEnumerable<string> Find(RecordScope scope) =>
        scope.Plain is { } record ? FindPlain(scope.Page.Plain!, record) : scope.Node is null ? [] : FindInTree(scope.Page.Dom!, scope.Element);

    /// <summary>Whether a selector goes from the record's element to what follows it: <c>:scope + dd</c>, <c>:scope ~ dd</c>.</summary>
    public static bool LooksAround(string selector) =>
        selector.StartsWith(":scope", StringComparison.Ordinal) && selector[6..].TrimStart() is ['+' or '~', ..];

    /// <summary>The elements below a record's element, or beside it, that a selector matches; lazily, since most fields want the first alone.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="record">The record's element; -1 for all of the page.</param>
    /// <param name="looksAround">As in <see cref="LooksAround"/>.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public static IEnumerable<int> Matches(FlatSelector selector, FlatTree tree, int record, bool looksAround = false)
    {
        var around = looksAround && record >= 0 && tree[record].Parent >= 0 ? tree[record].Parent : record;
        var end = around < 0 ? tree.Count : tree[around].Next;
        for (var element = around + 1; element < end; element++)
        {
            tree.Budget.Spend();
            if (selector.Matches(tree, element, Math.Max(record, 0)))
            {
                yield return element;
            }
        }
    }

    private IEnumerable<int> Elements(FlatTree tree, int record) =>
        _selector is null ? [Math.Max(record, 0)] : Matches(_selector, tree, record, LooksAround(Selector));

    private IEnumerable<string> FindPlain(PlainTree tree, int record)
    {
        foreach (var element in Elements(tree, record))
        {
            if (_attribute is null or "text")
            {
                yield return tree.TextOf(element);
            }
            else if (tree.TryAttribute(element, _attribute, out var value))
            {
                tree.Budget.Take(value.Length);
                yield return value.ToString();
            }
        }
    }

    private IEnumerable<string> FindInTree(DomTree tree, int record)
    {
        if (tree.Count == 0)
        {
            yield break;
        }

        foreach (var element in Elements(tree, record))
        {
            if (_attribute is not (null or "text" or "html"))
            {
                if (tree.Node(element).GetAttribute(_attribute) is { } value)
                {
                    tree.Budget.Take(value.Length);
                    yield return value;
                }

                continue;
            }

            if (_attribute != "html")
            {
                yield return tree.TextOf(element);
                continue;
            }

            tree.SpendOn(element);
            tree.Budget.Take(tree.TextLength(element));
            yield return tree.Node(element).InnerHtml;
        }
    }

    [GeneratedRegex("::(?:text|attr\\(\\s*([A-Za-z_:][A-Za-z0-9_:.-]*)\\s*\\))\\s*\\z")]
    private static partial Regex Taking();

    [GeneratedRegex("@([A-Za-z_:][A-Za-z0-9_:.-]*)\\s*\\z")]
    private static partial Regex Attribute();
}

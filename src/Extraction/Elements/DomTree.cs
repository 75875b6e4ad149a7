using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Thresher.Extraction.Elements;

/// <summary>AngleSharp's tree as a <see cref="FlatTree"/>, and what it costs to ask AngleSharp for more.</summary>
internal sealed class DomTree : FlatTree
{
    private readonly List<IElement> _nodes = [];
    private readonly List<int> _types = [];
    private readonly List<string> _texts = [];

    // The characters before each piece of text, and before the end.
    private readonly List<int> _before = [0];
    private Dictionary<IElement, int>? _places;

    /// <summary>Walks a document.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public DomTree(IHtmlDocument document, PageBudget budget)
        : base(budget)
    {
        var elements = new List<FlatElement>();
        var open = new Stack<(int Element, INodeList Children, int Next, int Last)>();
        var types = new Dictionary<string, int>(StringComparer.Ordinal);
        if (document.DocumentElement is { } root)
        {
            Open(root, -1, -1);
        }

        while (open.TryPop(out var level))
        {
            if (level.Next == level.Children.Length)
            {
                elements[level.Element] = elements[level.Element] with { Next = elements.Count, TextTo = _texts.Count };
                continue;
            }

            var child = level.Children[level.Next];
            open.Push(level with { Next = level.Next + 1, Last = child is IElement ? elements.Count : level.Last });
            if (child is IElement element)
            {
                Open(element, level.Element, level.Last);
            }
            else if (child is IText { Data: { Length: > 0 } text })
            {
                _texts.Add(text);
                _before.Add(_before[^1] + text.Length);
            }
        }

        Elements = [.. elements];
        Count = Elements.Length;

        void Open(IElement element, int parent, int previous)
        {
            budget.Spend();
            if (!types.TryGetValue(element.NodeName, out var type))
            {
                types.Add(element.NodeName, type = types.Count);
            }

            open.Push((elements.Count, element.ChildNodes, 0, -1));
            _nodes.Add(element);
            _types.Add(type);
            elements.Add(new FlatElement
            {
                Name = ElementNames.TryFind(element.LocalName, out var name) ? name : (ElementName)(-1),
                Parent = parent,
                Previous = previous,
                Tag = -1,
                TextFrom = _texts.Count,
            });
        }
    }

    /// <summary>AngleSharp's element.</summary>
    public IElement Node(int element) => _nodes[element];

    /// <summary>The place of one of its elements; -1 of any other, as in templates.</summary>
    public int IndexOf(IElement node)
    {
        _places ??= _nodes.Index().ToDictionary(node => node.Item, node => node.Index);
        return _places.GetValueOrDefault(node, -1);
    }

    /// <summary>Characters of text in an element.</summary>
    public int TextLength(int element) => PiecesLength(Elements[element].TextFrom, Elements[element].TextTo);

    /// <inheritdoc/>
    public override int PiecesLength(int from, int to) => _before[to] - _before[from];

    /// <inheritdoc/>
    public override int CopyPiece(int piece, Span<char> output)
    {
        _texts[piece].CopyTo(output);
        return _texts[piece].Length;
    }

    /// <summary>Counts what it costs to have AngleSharp look at all that an element holds.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public void SpendOn(int element) => Budget.Spend(Elements[element].Next - element + (TextLength(element) / PageBudget.CharactersAStep));

    /// <summary>Whether AngleSharp's selector matches, which looks at all the element holds, or at all the page.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public bool Matches(ISelector selector, int element, int scope, bool isGlobal)
    {
        SpendOn(isGlobal ? 0 : element);
        return selector.Match(_nodes[element], _nodes[scope]);
    }

    /// <inheritdoc/>
    public override string NameOf(int element) => _nodes[element].LocalName;

    /// <inheritdoc/>
    public override int TypeOf(int element) => _types[element];

    /// <inheritdoc/>
    public override bool HasId(int element, string id) => _nodes[element].Id == id;

    /// <inheritdoc/>
    public override bool HasClass(int element, string name) =>
        _nodes[element].GetAttribute("class") is { } list && TokenList.Contains(list, name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool TryAttribute(int element, string name, out ReadOnlySpan<char> value)
    {
        var found = _nodes[element].GetAttribute(name);
        value = found;
        return found is not null;
    }
}

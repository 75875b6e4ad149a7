using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Thresher.Extraction.Elements;

/// <summary>
/// The nodes of AngleSharp's tree that XPath knows (document, elements, text, comments) in document order, in one array: siblings are found
/// without a search, and two nodes are compared by their places. Not safe for several threads.
/// </summary>
internal sealed class NodeTree
{
    private readonly List<Entry> _nodes = [];

    /// <summary>Walks a document.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public NodeTree(IHtmlDocument document, PageBudget budget)
    {
        Budget = budget;
        var open = new Stack<(int Node, int Next, int Last)>();
        Open(document, -1, -1);
        while (open.TryPop(out var level))
        {
            var children = _nodes[level.Node].Node.ChildNodes;
            if (level.Next == children.Length)
            {
                _nodes[level.Node] = _nodes[level.Node] with { End = _nodes.Count };
                continue;
            }

            var child = children[level.Next];
            var isKnown = child is IElement or IComment or IText { Data.Length: > 0 };
            open.Push((level.Node, level.Next + 1, isKnown ? _nodes.Count : level.Last));
            if (isKnown)
            {
                if (level.Last >= 0)
                {
                    _nodes[level.Last] = _nodes[level.Last] with { Next = _nodes.Count };
                }

                Open(child, level.Node, level.Last);
            }
        }

        void Open(INode node, int parent, int previous)
        {
            budget.Spend();
            open.Push((_nodes.Count, 0, -1));
            if (node is IElement element)
            {
                Places.TryAdd(element, _nodes.Count);
            }

            _nodes.Add(new Entry(node, parent, previous, -1, 0));
        }
    }

    /// <summary>What walking may cost.</summary>
    public PageBudget Budget { get; }

    /// <summary>Where each element stands.</summary>
    public Dictionary<IElement, int> Places { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>A node; the first is the document.</summary>
    public Entry this[int node] => _nodes[node];

    /// <summary>The text of a node as XPath has it: all text below, in order.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public string TextOf(int node)
    {
        switch (_nodes[node].Node)
        {
            case IText text:
                Budget.Take(text.Data.Length);
                return text.Data;
            case IComment comment:
                Budget.Take(comment.Data.Length);
                return comment.Data;
        }

        var all = new System.Text.StringBuilder();
        for (var i = node + 1; i < _nodes[node].End; i++)
        {
            Budget.Spend();
            if (_nodes[i].Node is IText text)
            {
                Budget.Take(text.Data.Length);
                all.Append(text.Data);
            }
        }

        return all.ToString();
    }

    /// <summary>A node and its relatives.</summary>
    /// <param name="Node">AngleSharp's node.</param>
    /// <param name="Parent">Its parent; -1 for none.</param>
    /// <param name="Previous">The sibling before it; -1 for none.</param>
    /// <param name="Next">The sibling behind it; -1 for none.</param>
    /// <param name="End">The first node behind all that it holds.</param>
    public readonly record struct Entry(INode Node, int Parent, int Previous, int Next, int End);
}

using System.Globalization;
using System.Xml.XPath;
using AngleSharp.Dom;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.XPath;

/// <summary>An XPath 1.0 expression made ready; one serves all pages of a job.</summary>
internal sealed class XPathQuery
{
    private readonly XPathExpression _expression;

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It does not parse, or uses a prefix, a variable or a function that is not of XPath 1.0.</exception>
    public XPathQuery(string text)
    {
        try
        {
            _expression = XPathExpression.Compile(text);

            // What is unknown in it shows when it is evaluated.
            _ = new XPathDocument(new StringReader("<html/>")).CreateNavigator().Evaluate(_expression.Clone()) is XPathNodeIterator found && found.MoveNext();
        }
        catch (Exception wrong) when (wrong is XPathException or ArgumentException)
        {
            throw new FormatException($"\"{text}\" is not an XPath expression: {wrong.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    /// <summary>Whether it gives nodes, not a text, a number or a truth.</summary>
    public bool IsOfNodes => _expression.ReturnType == XPathResultType.NodeSet;

    /// <summary>Whether an <c>each</c> is an XPath, which begins with <c>/</c>, <c>./</c> or <c>(</c>, as no selector does.</summary>
    public static bool IsPath(string each) => each is ['/', ..] or ['.', '/', ..] or ['(', ..];

    /// <summary>The elements that it finds, in document order.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public IEnumerable<IElement> Elements(NodeTree tree, IElement? record)
    {
        foreach (var found in Nodes(tree, record))
        {
            if (!found.IsAttribute && tree[found.Node].Node is IElement element)
            {
                yield return element;
            }
        }
    }

    /// <summary>What it finds: elements as such, of other nodes the text.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="record">The record's element; null for all of the page.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public IEnumerable<(IElement? Element, string? Text)> Found(NodeTree tree, IElement? record = null) =>
        Nodes(tree, record).Select(found => !found.IsAttribute && tree[found.Node].Node is IElement element ? (element, (string?)null) : (null, found.Value));

    /// <summary>The texts that it finds; of an element that which a reader sees.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="record">The record's element; null for all of the page.</param>
    /// <param name="textOf">The text of an element as a reader sees it.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public IEnumerable<string> Texts(NodeTree tree, IElement? record, Func<IElement, string?> textOf)
    {
        if (!IsOfNodes)
        {
            return [Text(Start(tree, record).Evaluate(_expression.Clone()))];
        }

        return Nodes(tree, record).Select(found => !found.IsAttribute && tree[found.Node].Node is IElement element && textOf(element) is { } text ? text : found.Value);
    }

    private static NodeNavigator Start(NodeTree tree, IElement? record) => new(tree, record is null ? 0 : tree.Places.GetValueOrDefault(record));

    private static string Text(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>An expression keeps where it is while it is evaluated, so each evaluation has one of its own.</summary>
    private IEnumerable<NodeNavigator> Nodes(NodeTree tree, IElement? record)
    {
        var found = Start(tree, record).Select(_expression.Clone());
        while (found.MoveNext())
        {
            yield return (NodeNavigator)found.Current!;
        }
    }
}

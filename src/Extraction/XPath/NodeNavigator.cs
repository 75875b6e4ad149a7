using System.Xml;
using System.Xml.XPath;
using AngleSharp.Dom;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.XPath;

/// <summary>
/// Moves over a page for <c>System.Xml.XPath</c>. Names are those of HTML in lower case, in no namespace, whatever XHTML or SVG say. Every
/// move is a step of the page's budget, so an expression ends however it is written.
/// </summary>
internal sealed class NodeNavigator : XPathNavigator
{
    /// <summary>
    /// Steps that a copy of a navigator costs: one is made for each node that is held, and holding many in order (<c>preceding-sibling</c>)
    /// takes time with their number.
    /// </summary>
    private const int Copy = 16;

    private readonly NodeTree _tree;
    private readonly NameTable _names;
    private int _node;
    private int _attribute;

    /// <summary>A navigator at a node.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="node">The node; 0 for the document.</param>
    public NodeNavigator(NodeTree tree, int node)
        : this(tree, new NameTable(), node, -1)
    {
    }

    private NodeNavigator(NodeTree tree, NameTable names, int node, int attribute) => (_tree, _names, _node, _attribute) = (tree, names, node, attribute);

    /// <summary>The node at which it is, or whose attribute it is at.</summary>
    public int Node => _node;

    /// <summary>Whether it is at an attribute.</summary>
    public bool IsAttribute => _attribute >= 0;

    /// <inheritdoc/>
    public override XPathNodeType NodeType => IsAttribute ? XPathNodeType.Attribute : Current switch
    {
        IElement => XPathNodeType.Element,
        IText => XPathNodeType.Text,
        IComment => XPathNodeType.Comment,
        _ => XPathNodeType.Root,
    };

    /// <inheritdoc/>
    public override string LocalName => IsAttribute ? Attributes[_attribute]!.LocalName : Current is IElement element ? element.LocalName : "";

    /// <inheritdoc/>
    public override string Name => LocalName;

    /// <inheritdoc/>
    public override string NamespaceURI => "";

    /// <inheritdoc/>
    public override string Prefix => "";

    /// <inheritdoc/>
    public override string BaseURI => "";

    /// <inheritdoc/>
    public override bool IsEmptyElement => Current is IElement && !HasBelow;

    /// <inheritdoc/>
    public override XmlNameTable NameTable => _names;

    /// <inheritdoc/>
    public override string Value
    {
        get
        {
            if (!IsAttribute)
            {
                return _tree.TextOf(_node);
            }

            var value = Attributes[_attribute]!.Value;
            _tree.Budget.Take(value.Length);
            return value;
        }
    }

    private INode Current => _tree[_node].Node;

    private bool HasBelow => _tree[_node].End > _node + 1;

    private INamedNodeMap Attributes => ((IElement)Current).Attributes;

    /// <inheritdoc/>
    public override XPathNavigator Clone()
    {
        _tree.Budget.Spend(Copy);
        return new NodeNavigator(_tree, _names, _node, _attribute);
    }

    /// <inheritdoc/>
    public override bool IsSamePosition(XPathNavigator other) => other is NodeNavigator there && there._tree == _tree && there._node == _node && there._attribute == _attribute;

    /// <inheritdoc/>
    public override XmlNodeOrder ComparePosition(XPathNavigator? nav)
    {
        _tree.Budget.Spend();
        if (nav is not NodeNavigator there || there._tree != _tree)
        {
            return XmlNodeOrder.Unknown;
        }

        var order = _node != there._node ? _node.CompareTo(there._node) : _attribute.CompareTo(there._attribute);
        return order < 0 ? XmlNodeOrder.Before : order > 0 ? XmlNodeOrder.After : XmlNodeOrder.Same;
    }

    /// <inheritdoc/>
    public override bool MoveTo(XPathNavigator other)
    {
        if (other is not NodeNavigator there || there._tree != _tree)
        {
            return false;
        }

        (_node, _attribute) = (there._node, there._attribute);
        return true;
    }

    /// <inheritdoc/>
    public override bool MoveToFirstAttribute()
    {
        _tree.Budget.Spend();
        if (IsAttribute || Current is not IElement { Attributes.Length: > 0 })
        {
            return false;
        }

        _attribute = 0;
        return true;
    }

    /// <inheritdoc/>
    public override bool MoveToNextAttribute()
    {
        _tree.Budget.Spend();
        if (!IsAttribute || _attribute + 1 == Attributes.Length)
        {
            return false;
        }

        _attribute++;
        return true;
    }

    /// <inheritdoc/>
    public override bool MoveToFirstNamespace(XPathNamespaceScope namespaceScope) => false;

    /// <inheritdoc/>
    public override bool MoveToNextNamespace(XPathNamespaceScope namespaceScope) => false;

    /// <inheritdoc/>
    public override bool MoveToId(string id) => false;

    /// <inheritdoc/>
    public override bool MoveToFirstChild()
    {
        _tree.Budget.Spend();
        return !IsAttribute && HasBelow && To(_node + 1);
    }

    /// <inheritdoc/>
    public override bool MoveToNext()
    {
        _tree.Budget.Spend();
        return !IsAttribute && To(_tree[_node].Next);
    }

    /// <inheritdoc/>
    public override bool MoveToPrevious()
    {
        _tree.Budget.Spend();
        return !IsAttribute && To(_tree[_node].Previous);
    }

    /// <inheritdoc/>
    public override bool MoveToParent()
    {
        _tree.Budget.Spend();
        if (IsAttribute)
        {
            _attribute = -1;
            return true;
        }

        return To(_tree[_node].Parent);
    }

    private bool To(int node)
    {
        if (node < 0)
        {
            return false;
        }

        _node = node;
        return true;
    }
}

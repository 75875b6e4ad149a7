namespace Thresher.Extraction.Trees;

/// <summary>A part of a selector without combinators: all that one element must be, the cheapest first.</summary>
internal sealed class PlainCompound
{
    private ElementName? _name;
    private string? _ownName;
    private string? _id;
    private string? _class;
    private PlainTest[] _others = [];

    /// <summary>Asks for a name.</summary>
    public void RequireName(string name)
    {
        if (ElementNames.TryFind(name, out var known))
        {
            Require(_name is { } other && other != known ? (_, _, _) => false : null);
            _name = known;
        }
        else
        {
            _ownName ??= name;
            Require(_ownName.Equals(name, StringComparison.OrdinalIgnoreCase) ? null : (_, _, _) => false);
        }
    }

    /// <summary>Asks for an <c>id</c>.</summary>
    public void RequireId(string id)
    {
        Require(_id is null ? null : (tree, element, _) => tree.HasId(element, id));
        _id ??= id;
    }

    /// <summary>Asks for a class.</summary>
    public void RequireClass(string name)
    {
        Require(_class is null ? null : (tree, element, _) => tree.HasClass(element, name));
        _class ??= name;
    }

    /// <summary>Asks for something else; for nothing when null.</summary>
    public void Require(PlainTest? test) => _others = test is null ? _others : [.. _others, test];

    /// <summary>Whether an element is all that.</summary>
    public bool Matches(PlainTree tree, int element, int scope)
    {
        if ((_name is { } name && tree[element].Name != name)
            || (_class is { } wanted && !tree.HasClass(element, wanted))
            || (_id is { } id && !tree.HasId(element, id))
            || (_ownName is { } own && !tree.NameOf(element).Equals(own, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        foreach (var test in _others)
        {
            if (!test(tree, element, scope))
            {
                return false;
            }
        }

        return true;
    }
}

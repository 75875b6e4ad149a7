using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>A part of a selector without combinators: all that one element must be, the cheapest first.</summary>
internal sealed class FlatCompound
{
    private ElementName? _name;
    private string? _ownName;
    private string? _id;
    private string? _class;
    private FlatTest[] _others = [];

    /// <summary>Whether it is <c>:scope</c> and nothing else.</summary>
    public bool IsScope { get; private set; }

    /// <summary>Asks for the record's element.</summary>
    public void RequireScope()
    {
        IsScope = _name is null && _ownName is null && _id is null && _class is null && _others.Length == 0;
        _others = [.. _others, static (_, element, scope) => element == scope];
    }

    /// <summary>Asks for a name.</summary>
    public void RequireName(string name)
    {
        IsScope = false;
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
        IsScope = false;
        Require(_id is null ? null : (tree, element, _) => tree.HasId(element, id));
        _id ??= id;
    }

    /// <summary>Asks for a class.</summary>
    public void RequireClass(string name)
    {
        IsScope = false;
        Require(_class is null ? null : (tree, element, _) => tree.HasClass(element, name));
        _class ??= name;
    }

    /// <summary>Asks for something else; for nothing when null.</summary>
    public void Require(FlatTest? test)
    {
        IsScope = false;
        _others = test is null ? _others : [.. _others, test];
    }

    /// <summary>Whether an element is all that.</summary>
    public bool Matches(FlatTree tree, int element, int scope)
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

using AngleSharp.Css;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Thresher.Extraction.Trees;

/// <summary>
/// Turns a selector as AngleSharp has parsed it into a <see cref="PlainSelector"/>: names, ids, classes, attributes,
/// combinators, <c>:not()</c> and the simplest of positions. Whatever else it holds is left to AngleSharp.
/// </summary>
internal sealed class PlainSelectorCompiler : ISelectorVisitor
{
    private readonly List<PlainSelector.Chain> _chains = [];
    private PlainCompound _compound = new();
    private ISelector? _visited;
    private bool _isBeyond;

    /// <summary>The selector made ready; null when it holds more than this knows.</summary>
    public static PlainSelector? Compile(ISelector selector)
    {
        var compiler = new PlainSelectorCompiler();
        return !selector.Text.AsSpan().ContainsAny('\\', '|') && compiler.TryAdd(selector) ? new PlainSelector(compiler._chains) : null;
    }

    void ISelectorVisitor.List(IEnumerable<ISelector> selectors)
    {
        foreach (var selector in selectors)
        {
            _isBeyond |= !TryAdd(selector);
        }

        _compound = null!;
    }

    void ISelectorVisitor.Combinator(IEnumerable<ISelector> selectors, IEnumerable<string> symbols)
    {
        var parts = new List<PlainCompound>();
        foreach (var selector in selectors)
        {
            _compound = new PlainCompound();
            Visit(selector);
            parts.Add(_compound);
        }

        char[] combinators = [.. symbols.Select(symbol => symbol.Trim() switch { "" => ' ', { Length: 1 } one => one[0], _ => '?' })];
        _isBeyond |= combinators.AsSpan().ContainsAnyExcept(" >+~") || parts.Count != combinators.Length + 1 || parts.Contains(null!);
        _chains.Add(new PlainSelector.Chain([.. parts], combinators));
        _compound = null!;
    }

    void ISelectorVisitor.Many(IEnumerable<ISelector> selectors)
    {
        foreach (var selector in selectors)
        {
            Visit(selector);
            _isBeyond |= _compound is null;
            _compound ??= new PlainCompound();
        }
    }

    void ISelectorVisitor.Type(string name)
    {
        if (name != "*")
        {
            _compound.RequireName(name);
        }
    }

    void ISelectorVisitor.Id(string value) => _compound.RequireId(value);

    void ISelectorVisitor.Class(string name) => _compound.RequireClass(name);

    void ISelectorVisitor.Attribute(string name, string op, string? value)
    {
        if (string.IsNullOrEmpty(op))
        {
            _compound.Require((tree, element, scope) => tree.TryAttribute(element, name, out _));
            return;
        }

        // Of some attributes the values are compared without regard to case; the parsed selector knows, and is asked.
        value ??= "";
        var comparison = Probe(name, Swapped(value)) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _isBeyond |= value.Length == 0 || !Probe(name, value);
        PlainTest? test = op switch
        {
            "=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.Equals(value, comparison),
            "^=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.StartsWith(value, comparison),
            "$=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.EndsWith(value, comparison),
            "*=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.Contains(value, comparison),
            _ => null,
        };
        _isBeyond |= test is null;
        _compound.Require(test);
    }

    void ISelectorVisitor.PseudoClass(string name)
    {
        if (name.StartsWith("not(", StringComparison.Ordinal) && Parsed(name[4..^1]) is { } inner && Compile(inner) is { } refused)
        {
            _compound.Require((tree, element, scope) => !refused.Matches(tree, element, scope));
            return;
        }

        PlainTest? test = name switch
        {
            "scope" => (_, element, scope) => element == scope,
            "first-child" => (tree, element, _) => element > 0 && tree[element].Previous < 0,
            "last-child" => (tree, element, _) => element > 0 && IsLast(tree, element),
            "only-child" => (tree, element, _) => element > 0 && tree[element].Previous < 0 && IsLast(tree, element),
            _ => null,
        };
        _isBeyond |= test is null;
        _compound.Require(test);
    }

    void ISelectorVisitor.Child(string name, int step, int offset, ISelector selector) => _isBeyond = true;

    void ISelectorVisitor.PseudoElement(string name) => _isBeyond = true;

    private static bool IsLast(PlainTree tree, int element) => tree[element].Next == tree[tree[element].Parent].Next;

    private static ISelector? Parsed(string selector)
    {
        try
        {
            return CssSelector.Parse(selector);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Swapped(string value) => string.Concat(value.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    private bool TryAdd(ISelector selector)
    {
        _compound = new PlainCompound();
        Visit(selector);
        if (_compound is not null)
        {
            _chains.Add(new PlainSelector.Chain([_compound], []));
        }

        return !_isBeyond;
    }

    private void Visit(ISelector selector)
    {
        _visited = selector;
        selector.Accept(this);
    }

    private bool Probe(string name, string value)
    {
        using var document = new HtmlParser().ParseDocument("");
        var element = document.CreateElement("x");
        element.SetAttribute(name, value);
        return _visited!.Match(element, null);
    }
}

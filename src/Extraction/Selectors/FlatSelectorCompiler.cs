using AngleSharp.Css;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>
/// Turns a selector as AngleSharp has parsed it into a <see cref="FlatSelector"/>: names, ids, classes, attributes, combinators and the
/// pseudo-classes of structure (Selectors 4, sections 4 and 14). Other pseudo-classes are asked of AngleSharp, element by element; that costs
/// as much as the element has descendants at most.
/// </summary>
internal sealed class FlatSelectorCompiler : ISelectorVisitor
{
    // What these ask for is looked for in the whole document.
    private static readonly string[] Global = ["default", "indeterminate", "valid", "invalid"];

    private readonly List<SelectorChain> _chains = [];
    private FlatCompound _compound = new();
    private ISelector? _visited;
    private bool _isBeyond;
    private bool _needsDom;
    private bool _usesScope;

    /// <summary>The selector made ready.</summary>
    public static FlatSelector Compile(ISelector selector)
    {
        // What is escaped in a selector is not escaped in its parts.
        var compiler = new FlatSelectorCompiler();
        if (!selector.Text.Replace("|=", "", StringComparison.Ordinal).AsSpan().ContainsAny('\\', '|') && compiler.TryAdd(selector))
        {
            return new FlatSelector(compiler._chains) { NeedsDom = compiler._needsDom, UsesScope = compiler._usesScope };
        }

        var whole = new FlatCompound();
        whole.Require((tree, element, scope) => ((DomTree)tree).Matches(selector, element, scope, isGlobal: false));
        return new FlatSelector([new SelectorChain([whole], [], usesScope: true)]) { NeedsDom = true, UsesScope = true };
    }

    /// <summary>Reads a selector and makes it ready.</summary>
    /// <exception cref="FormatException">It does not parse.</exception>
    public static FlatSelector Compile(string selector) => Compile(CssSelector.Parse(selector));

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
        var parts = new List<FlatCompound>();
        foreach (var selector in selectors)
        {
            _compound = new FlatCompound();
            Visit(selector);
            parts.Add(_compound);
        }

        char[] combinators = [.. symbols.Select(symbol => symbol.Trim() switch { "" => ' ', { Length: 1 } one => one[0], _ => '?' })];
        _isBeyond |= combinators.AsSpan().ContainsAnyExcept(" >+~") || parts.Count != combinators.Length + 1 || parts.Contains(null!);
        _chains.Add(new SelectorChain([.. parts], combinators, _usesScope));
        _compound = null!;
    }

    void ISelectorVisitor.Many(IEnumerable<ISelector> selectors)
    {
        foreach (var selector in selectors)
        {
            Visit(selector);
            _isBeyond |= _compound is null;
            _compound ??= new FlatCompound();
        }
    }

    void ISelectorVisitor.Type(string name)
    {
        if (name == "&")
        {
            _compound.Require((_, element, _) => element == 0);
        }
        else if (name != "*")
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
        FlatTest? test = op switch
        {
            "=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.Equals(value, comparison),
            "^=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.StartsWith(value, comparison),
            "$=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.EndsWith(value, comparison),
            "*=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && found.Contains(value, comparison),
            "~=" => (tree, element, _) => tree.TryAttribute(element, name, out var found) && TokenList.Contains(found, value, comparison),
            "|=" => (tree, element, _) => tree.TryAttribute(element, name, out var found)
                && found.StartsWith(value, comparison) && (found.Length == value.Length || found[value.Length] == '-'),
            _ => null,
        };
        RequireOrAsk(value.Length == 0 || !Probe(name, value) ? null : test);
    }

    void ISelectorVisitor.PseudoClass(string name)
    {
        var bracket = name.IndexOf('(');
        if (bracket > 0)
        {
            Function(name[..bracket], name[(bracket + 1)..^1]);
            return;
        }

        if (name == "scope")
        {
            _usesScope = true;
            _compound.RequireScope();
            return;
        }

        RequireOrAsk(name switch
        {
            "root" => (_, element, _) => element == 0,
            "first-child" => (tree, element, _) => element > 0 && tree[element].Previous < 0,
            "last-child" => (tree, element, _) => element > 0 && IsLast(tree, element),
            "only-child" => (tree, element, _) => element > 0 && tree[element].Previous < 0 && IsLast(tree, element),
            "first-of-type" => (tree, element, _) => element > 0 && tree.Places.Of(element, ofType: true, fromLast: false) == 1,
            "last-of-type" => (tree, element, _) => element > 0 && tree.Places.Of(element, ofType: true, fromLast: true) == 1,
            "only-of-type" => (tree, element, _) => element > 0
                && tree.Places.Of(element, ofType: true, fromLast: false) == 1 && tree.Places.Of(element, ofType: true, fromLast: true) == 1,
            _ => null,
        });
    }

    void ISelectorVisitor.Child(string name, int step, int offset, ISelector selector)
    {
        var fromLast = name.Contains("last", StringComparison.Ordinal);
        var ofType = name.Contains("type", StringComparison.Ordinal);
        if (!name.Contains("child", StringComparison.Ordinal) && !ofType)
        {
            RequireOrAsk(null);
        }
        else if (ofType || selector.Text == "*")
        {
            _compound.Require((tree, element, _) => element > 0 && IsOneOf(tree.Places.Of(element, ofType, fromLast), step, offset));
        }
        else if (Compile(selector) is { UsesScope: false } counted)
        {
            _needsDom |= counted.NeedsDom;
            _compound.Require((tree, element, _) =>
                element > 0 && tree.MemoOf(counted, tree => new MatchingSiblings(tree, counted)).Of(element, fromLast) is > 0 and var place && IsOneOf(place, step, offset));
        }
        else
        {
            RequireOrAsk(null);
        }
    }

    void ISelectorVisitor.PseudoElement(string name) => _isBeyond = true;

    private static bool IsOneOf(int place, int step, int offset) =>
        place == offset || (step != 0 && (place - offset) % step == 0 && (place - offset) / step > 0);

    private static bool IsLast(FlatTree tree, int element) => tree[element].Next == tree[tree[element].Parent].Next;

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

    private void Function(string name, string argument)
    {
        if (name is not ("not" or "is" or "matches" or "where" or "has") || Parsed(argument) is not { } parsed)
        {
            RequireOrAsk(null);
            return;
        }

        var inner = Compile(parsed);
        _needsDom |= inner.NeedsDom;
        _compound.Require(name switch
        {
            "not" => (tree, element, _) => !inner.Matches(tree, element, 0),
            "has" when inner.UsesScope => (tree, element, _) => RelatedElements.HasAny(tree, element, inner),
            "has" => (tree, element, _) => tree.MemoOf(inner, tree => new MatchesBelow(tree, inner)).HasAny(tree[element].Next, element),
            _ => (tree, element, _) => inner.Matches(tree, element, 0),
        });
    }

    /// <summary>Asks for something; where it is not known how, AngleSharp is asked.</summary>
    private void RequireOrAsk(FlatTest? test)
    {
        var selector = _visited!;
        var isGlobal = Array.Exists(Global, name => selector.Text.Contains(name, StringComparison.Ordinal));
        _needsDom |= test is null;
        _compound.Require(test ?? ((tree, element, scope) => ((DomTree)tree).Matches(selector, element, scope, isGlobal)));
    }

    private bool TryAdd(ISelector selector)
    {
        _compound = new FlatCompound();
        Visit(selector);
        if (_compound is not null)
        {
            _chains.Add(new SelectorChain([_compound], [], _usesScope));
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

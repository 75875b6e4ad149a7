namespace Thresher.Extraction.Elements;

/// <summary>
/// The elements of a page in document order, in one array, which is what selectors are matched against: parents and earlier siblings come
/// first, so whatever depends on them is computed in one pass. Not safe for several threads.
/// </summary>
internal abstract class FlatTree(PageBudget budget)
{
    private Dictionary<object, object>? _memos;
    private SiblingPlaces? _places;

    /// <summary>What matching may cost.</summary>
    public PageBudget Budget => budget;

    /// <summary>How many elements there are; the first is the root.</summary>
    public int Count { get; protected set; }

    /// <summary>An element.</summary>
    public ref FlatElement this[int element] => ref Elements[element];

    /// <summary>Where each element stands among its siblings.</summary>
    public SiblingPlaces Places => _places ??= new SiblingPlaces(this);

    /// <summary>The elements, and room for more.</summary>
    protected FlatElement[] Elements { get; set; } = [];

    /// <summary>An element's name in lower case, or as SVG and MathML spell it.</summary>
    public abstract string NameOf(int element);

    /// <summary>A number for an element's type: its name, told apart by namespace. Small, from 0.</summary>
    public abstract int TypeOf(int element);

    /// <summary>Whether an element's <c>id</c> is this.</summary>
    public abstract bool HasId(int element, string id);

    /// <summary>Whether this is one of an element's classes.</summary>
    public abstract bool HasClass(int element, string name);

    /// <summary>An attribute's value, references decoded; false when the element has none of that name.</summary>
    /// <param name="element">The element.</param>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">The value.</param>
    public abstract bool TryAttribute(int element, string name, out ReadOnlySpan<char> value);

    /// <summary>Room that pieces of text take at most, in UTF-16 units.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The one behind the last.</param>
    public abstract int PiecesLength(int from, int to);

    /// <summary>Copies a piece of text, references decoded, line ends as LF.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="output">Where to.</param>
    /// <returns>How long it is.</returns>
    public abstract int CopyPiece(int piece, Span<char> output);

    /// <summary>The text of an element as a reader sees it.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public string TextOf(int element) => ReaderText.Of(this, element);

    /// <summary>What is remembered of this tree for a selector, made when it is first asked for.</summary>
    public T MemoOf<T>(object key, Func<FlatTree, T> make)
        where T : class
    {
        _memos ??= new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        if (!_memos.TryGetValue(key, out var memo))
        {
            _memos.Add(key, memo = make(this));
        }

        return (T)memo;
    }
}

using System.Buffers;

namespace Thresher.Extraction.Elements;

/// <summary>
/// The text of an element as a reader sees it, which is what <c>innerText</c> gives where no style sheet applies: a line end between blocks,
/// rows and items and at <c>br</c>, a tab between cells; line ends of the source are blanks, but in <c>pre</c>; without scripts and
/// other content that is not shown. Runs of blanks stay as they are.
/// </summary>
internal ref struct ReaderText
{
    private static readonly SearchValues<char> SourceBlanks = SearchValues.Create("\t\n\f\r");

    private readonly FlatTree _tree;
    private readonly Span<char> _output;
    private int _length;
    private int _piece;
    private int _kept;
    private bool _line;
    private bool _cell;

    private ReaderText(FlatTree tree, Span<char> output)
    {
        _tree = tree;
        _output = output;
    }

    /// <summary>The text of an element; also of one whose content is not shown.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="element">The element.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public static string Of(FlatTree tree, int element)
    {
        ref var root = ref tree[element];
        var elements = root.Next - element;
        var length = tree.PiecesLength(root.TextFrom, root.TextTo);
        tree.Budget.Take(length);
        tree.Budget.Spend(elements);

        // No element adds more than a line end before and one behind it.
        var buffer = ArrayPool<char>.Shared.Rent(length + (2 * elements));
        var text = new ReaderText(tree, buffer) { _piece = root.TextFrom, _kept = IsKept(tree, element) ? 1 : 0 };
        text.Walk(element);
        var seen = new string(buffer, 0, text._length);
        ArrayPool<char>.Shared.Return(buffer);
        return seen;
    }

    private static bool IsKept(FlatTree tree, int element)
    {
        for (; element >= 0; element = tree[element].Parent)
        {
            if ((TextLayouts.Of(tree[element].Name) & TextLayout.Kept) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Walk(int root)
    {
        var end = _tree[root].Next;
        var current = root;
        for (var element = root + 1; element < end;)
        {
            for (; current != root && _tree[current].Next <= element; current = _tree[current].Parent)
            {
                Close(current);
            }

            var layout = TextLayouts.Of(_tree[element].Name);
            PassTo(_tree[element].TextFrom);
            if ((layout & TextLayout.Hidden) != 0)
            {
                _piece = _tree[element].TextTo;
                element = _tree[element].Next;
                continue;
            }

            Open(layout, element);
            current = element++;
        }

        for (; current != root; current = _tree[current].Parent)
        {
            Close(current);
        }

        PassTo(_tree[root].TextTo);
    }

    private void Open(TextLayout layout, int element)
    {
        if (layout == TextLayout.Inline)
        {
            return;
        }

        _line |= (layout & TextLayout.Line) != 0;
        _cell |= (layout & TextLayout.Cell) != 0 && _tree[element].Previous >= 0;
        _kept += (layout & TextLayout.Kept) != 0 ? 1 : 0;
        if ((layout & TextLayout.Break) != 0)
        {
            _output[_length++] = '\n';
        }
    }

    private void Close(int element)
    {
        PassTo(_tree[element].TextTo);
        var layout = TextLayouts.Of(_tree[element].Name);
        _line |= (layout & TextLayout.Line) != 0;
        _kept -= (layout & TextLayout.Kept) != 0 ? 1 : 0;
    }

    private void PassTo(int piece)
    {
        for (; _piece < piece; _piece++)
        {
            Add(_piece);
        }
    }

    private void Add(int piece)
    {
        var separator = !_line && !_cell || _length == 0 || _output[_length - 1] == '\n' ? 0 : 1;
        var written = _output[(_length + separator)..];
        written = written[.._tree.CopyPiece(piece, written)];
        if (_kept == 0)
        {
            if (_line || _cell)
            {
                // Blanks between blocks, and at their start, are not shown.
                var shown = written.IndexOfAnyExcept(" \t\n\f\r");
                if (shown < 0)
                {
                    return;
                }

                written[shown..].CopyTo(written);
                written = written[..^shown];
            }

            written.ReplaceAny(SourceBlanks, ' ');
        }

        if (separator > 0)
        {
            _output[_length++] = _line ? '\n' : '\t';
        }

        _length += written.Length;
        (_line, _cell) = (false, false);
    }
}

using System.Buffers;
using System.Text;
using Thresher.Web.Html;

namespace Thresher.Extraction.Trees;

/// <summary>
/// The tree of a page whose markup is plain (<see cref="PlainTreeBuilder"/>): its elements in document order, in one array,
/// and its text where it stands in the page. It says of the page what AngleSharp's tree says, at a tenth of the cost.
/// </summary>
internal sealed class PlainTree(ReadOnlyMemory<char> text) : IDisposable
{
    private PlainElement[] _elements = ArrayPool<PlainElement>.Shared.Rent(1024);
    private PlainText[] _texts = ArrayPool<PlainText>.Shared.Rent(1024);
    private List<string>? _names;
    private Dictionary<string, ElementName>.AlternateLookup<ReadOnlySpan<char>>? _numbers;
    private int _textCount;

    /// <summary>How many elements there are; the first is the root.</summary>
    public int Count { get; private set; }

    /// <summary>How many pieces of text there are so far.</summary>
    public int TextCount => _textCount;

    /// <summary>An element.</summary>
    public ref PlainElement this[int element] => ref _elements[element];

    /// <summary>An element's name in lower case.</summary>
    public string NameOf(int element) =>
        (int)_elements[element].Name is var name && name < ElementNames.Count ? ElementNames.TextOf((ElementName)name) : _names![name - ElementNames.Count];

    /// <summary>Adds an element at the end.</summary>
    public int Add(PlainElement element)
    {
        Grow(ref _elements, Count);
        _elements[Count] = element;
        return Count++;
    }

    /// <summary>Adds a piece of text at the end.</summary>
    public void Add(PlainText piece)
    {
        Grow(ref _texts, _textCount);
        _texts[_textCount++] = piece;
    }

    /// <summary>The number of a name of the page's own.</summary>
    public ElementName Number(ReadOnlySpan<char> name)
    {
        _names ??= [];
        _numbers ??= new Dictionary<string, ElementName>(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        if (!_numbers.Value.TryGetValue(name, out var number))
        {
            number = (ElementName)(ElementNames.Count + _names.Count);
            _names.Add(name.ToString().ToLowerInvariant());
            _numbers.Value.TryAdd(name, number);
        }

        return number;
    }

    /// <summary>All text in an element, references decoded.</summary>
    public string TextOf(int element)
    {
        var pieces = _texts.AsSpan(_elements[element].TextFrom, _elements[element].TextTo - _elements[element].TextFrom);
        var length = 0;
        foreach (var piece in pieces)
        {
            length += piece.Length;
        }

        var buffer = ArrayPool<char>.Shared.Rent(length);
        length = 0;
        foreach (var piece in pieces)
        {
            var raw = text.Span.Slice(piece.Start, piece.Length);
            length += piece.IsRaw ? Unbroken(raw, buffer.AsSpan(length)) : CharacterReferences.Decode(raw, buffer.AsSpan(length), inAttribute: false);
        }

        var content = new string(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return content;
    }

    /// <summary>Whether an element's <c>id</c> is this.</summary>
    public bool HasId(int element, string id)
    {
        ref var at = ref _elements[element];
        return at.IdStart >= 0 && text.Span.Slice(at.IdStart, at.IdLength).SequenceEqual(id);
    }

    /// <summary>Whether this is one of an element's classes.</summary>
    public bool HasClass(int element, string name)
    {
        ref var at = ref _elements[element];
        if (at.ClassLength < name.Length)
        {
            return false;
        }

        var classes = text.Span.Slice(at.ClassStart, at.ClassLength);
        for (int from = 0, found; (found = classes[from..].IndexOf(name)) >= 0; from = found + 1)
        {
            found += from;
            var end = found + name.Length;
            if ((found == 0 || HtmlScanner.IsBlank(classes[found - 1])) && (end == classes.Length || HtmlScanner.IsBlank(classes[end])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An attribute's value, references decoded; false when the element has none of that name.</summary>
    /// <param name="element">The element.</param>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">The value.</param>
    public bool TryAttribute(int element, string name, out ReadOnlySpan<char> value)
    {
        value = default;
        if (_elements[element].Tag is var tag && tag < 0)
        {
            return false;
        }

        var scanner = new HtmlScanner(text.Span[tag..]);
        _ = scanner.Read();
        while (scanner.ReadAttribute(out var found, out var raw))
        {
            if (_elements[element].IsSvg ? found.SequenceEqual(name) : Ascii.EqualsIgnoreCase(found, name))
            {
                if (CharacterReferences.AreAbsent(raw))
                {
                    value = raw;
                    return true;
                }

                var decoded = new char[raw.Length];
                value = decoded.AsSpan(0, CharacterReferences.Decode(raw, decoded, inAttribute: true));
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<PlainElement>.Shared.Return(_elements);
        ArrayPool<PlainText>.Shared.Return(_texts);
        _elements = [];
        _texts = [];
    }

    private static void Grow<T>(ref T[] array, int count)
    {
        if (count == array.Length)
        {
            var larger = ArrayPool<T>.Shared.Rent(count * 2);
            array.CopyTo(larger, 0);
            ArrayPool<T>.Shared.Return(array);
            array = larger;
        }
    }

    /// <summary>Copies text that is no markup, line ends as LF.</summary>
    private static int Unbroken(ReadOnlySpan<char> raw, Span<char> output)
    {
        var length = 0;
        for (int end; (end = raw.IndexOf('\r')) >= 0; raw = raw[(end + (raw[end..].StartsWith("\r\n") ? 2 : 1))..])
        {
            raw[..end].CopyTo(output[length..]);
            length += end;
            output[length++] = '\n';
        }

        raw.CopyTo(output[length..]);
        return length + raw.Length;
    }
}

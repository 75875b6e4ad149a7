using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Thresher.Web.Idna;

/// <summary>
/// The Unicode properties UTS #46 asks for, read once from the embedded <c>IdnaTable.txt</c> when the first name beyond
/// ASCII is parsed. Our own data because the runtime's IdnMapping is transitional, follows the machine's ICU and skips checks.
/// </summary>
internal sealed class IdnaTable
{
    private static readonly Lazy<IdnaTable> Instance = new(() => new IdnaTable());

    private readonly List<int> _statusStarts = [];
    private readonly List<(char Kind, int Shift, string? Text)> _statuses = [];
    private readonly List<int> _bidiStarts = [];
    private readonly List<char> _bidi = [];
    private readonly List<int> _joiningStarts = [];
    private readonly List<char> _joining = [];
    private readonly FrozenSet<int> _viramas;

    private IdnaTable()
    {
        using var reader = new StreamReader(typeof(IdnaTable).Assembly.GetManifestResourceStream("Thresher.Web.Idna.IdnaTable.txt")!);
        var section = "";
        var viramas = new List<int>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                section = line;
            }
            else if (!line.StartsWith('#'))
            {
                foreach (var range in line.AsSpan().Split(' '))
                {
                    Add(section, line.AsSpan()[range], viramas);
                }
            }
        }

        _viramas = viramas.ToFrozenSet();
    }

    public static IdnaTable Shared => Instance.Value;

    /// <summary>Whether a label may hold the code point after mapping; deviations may (nontransitional processing).</summary>
    public bool IsValid(Rune rune)
    {
        var (kind, _, _) = StatusOf(rune.Value, out var offset);
        return kind == 'v' || (kind == 'a' && int.IsOddInteger(offset));
    }

    /// <summary>Appends what the code point maps to (nothing when it is ignored); false when it is disallowed.</summary>
    public bool TryMap(Rune rune, ref CharBuffer output)
    {
        var (kind, shift, text) = StatusOf(rune.Value, out var offset);
        switch (kind)
        {
            case 'x':
                return false;
            case 'i':
                return true;
            case '=':
                output.Append(text);
                return true;
            case 'a':
                shift = int.IsEvenInteger(offset) ? 1 : 0;
                break;
        }

        Span<char> utf16 = stackalloc char[2];
        output.Append(utf16[..new Rune(rune.Value + shift).EncodeToUtf16(utf16)]);
        return true;
    }

    /// <summary>Bidi_Class, by the letters that the table explains; L for code points that no label may contain.</summary>
    public char BidiClassOf(Rune rune) => InRun(_bidiStarts, _bidi, rune.Value, 'L');

    /// <summary>Joining_Type: C, D, L, R, T or U.</summary>
    public char JoiningTypeOf(Rune rune) => InRun(_joiningStarts, _joining, rune.Value, 'U');

    public bool IsVirama(Rune rune) => _viramas.Contains(rune.Value);

    private (char Kind, int Shift, string? Text) StatusOf(int codePoint, out int offset)
    {
        var index = RunOf(_statusStarts, codePoint);
        offset = codePoint - _statusStarts[index];
        return _statuses[index];
    }

    private static char InRun(List<int> starts, List<char> values, int codePoint, char before)
    {
        var index = RunOf(starts, codePoint);
        return index < 0 ? before : values[index];
    }

    private static int RunOf(List<int> starts, int codePoint)
    {
        var index = starts.BinarySearch(codePoint);
        return index >= 0 ? index : ~index - 1;
    }

    private void Add(string section, ReadOnlySpan<char> entry, List<int> viramas)
    {
        var digits = entry.IndexOfAnyExcept("0123456789ABCDEF");
        var start = Hex(digits < 0 ? entry : entry[..digits]);
        switch (section)
        {
            case "[status]":
                _statusStarts.Add(start);
                _statuses.Add(StatusFrom(entry[digits..]));
                break;
            case "[bidi]":
                _bidiStarts.Add(start);
                _bidi.Add(entry[^1]);
                break;
            case "[joining]":
                _joiningStarts.Add(start);
                _joining.Add(entry[^1]);
                break;
            default:
                viramas.Add(start);
                break;
        }
    }

    private static (char Kind, int Shift, string? Text) StatusFrom(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-')
        {
            return ('+', int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), null);
        }

        if (text[0] != '=')
        {
            return (text[0], 0, null);
        }

        var mapped = new StringBuilder();
        text = text[1..];
        foreach (var range in text.Split('.'))
        {
            mapped.Append(new Rune(Hex(text[range])).ToString());
        }

        return ('=', 0, mapped.ToString());
    }

    private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

using System.Text;

namespace Thresher.Web.Charsets.Legacy;

/// <summary>
/// What the bytes of a legacy encoding stand for by the Encoding Standard: the runtime's code page, corrected by
/// <see cref="EncodingDifferences"/>. Built once for each encoding that a page uses.
/// </summary>
internal sealed class LegacyTable
{
    /// <summary>Marks a byte that begins a sequence of two or more.</summary>
    public const int Lead = -1;

    private const int Sequences = 128 * 256;

    private readonly int[] _single = new int[128];
    private readonly int[]? _double;
    private readonly int[]? _triple;
    private readonly int[]? _four;

    /// <summary>Builds the table.</summary>
    /// <param name="name">The encoding's name in the standard.</param>
    /// <param name="codePage">The code page that comes nearest; it puts U+FFFD for what it cannot decode.</param>
    public LegacyTable(string name, Encoding codePage)
    {
        var isGb = name is "gbk" or "gb18030";
        Func<int, bool>? leads = name switch
        {
            "gbk" or "gb18030" or "big5" or "euc-kr" => b => b is >= 0x81 and <= 0xFE,
            "shift_jis" => b => b is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC),
            "euc-jp" => b => b is 0x8E or 0x8F or (>= 0xA1 and <= 0xFE),
            _ => null,
        };
        for (var b = 0x80; b <= 0xFF; b++)
        {
            _single[b - 0x80] = leads?.Invoke(b) == true ? Lead : leads is null || name == "shift_jis" ? One(codePage, (byte)b) : 0;
        }

        if (leads is not null)
        {
            _double = new int[Sequences];
            for (var lead = 0x80; lead <= 0xFF; lead++)
            {
                for (var trail = 0x30; leads(lead) && trail <= 0xFF; trail++)
                {
                    _double[((lead - 0x80) << 8) | trail] = One(codePage, (byte)lead, (byte)trail);
                }
            }
        }

        if (isGb)
        {
            _single[0] = '\u20AC';
            _four = Four(codePage);
        }
        else if (name == "euc-jp")
        {
            _triple = new int[Sequences];
        }

        foreach (var (sequence, value) in EncodingDifferences.Of(isGb ? "gbk" : name == "iso-8859-8-i" ? "iso-8859-8" : name))
        {
            var table = sequence > 0xFFFF ? _triple! : sequence > 0xFF ? _double! : _single;
            table[sequence > 0xFF ? sequence & 0x7FFF : sequence - 0x80] = value;
        }

        if (name == "shift_jis")
        {
            // What fonts of Windows had there is no character to the standard.
            _single[0xA0 - 0x80] = _single[0xFD - 0x80] = _single[0xFE - 0x80] = _single[0xFF - 0x80] = EncodingDifferences.None;
        }
    }

    /// <summary>Whether sequences have four bytes where the second is a digit (gb18030).</summary>
    public bool HasFour => _four is not null;

    /// <summary>Whether 0x8F begins a sequence of three bytes (EUC-JP with JIS X 0212).</summary>
    public bool HasTriple => _triple is not null;

    /// <summary>What a byte from 0x80 on stands for; <see cref="Lead"/>, or 0 for nothing.</summary>
    public int Single(byte value) => _single[value - 0x80];

    /// <summary>What two bytes stand for; 0 for nothing.</summary>
    public int Double(byte lead, byte trail) => _double![((lead - 0x80) << 8) | trail];

    /// <summary>What 0x8F and two more bytes stand for; 0 for nothing.</summary>
    public int Triple(byte lead, byte trail) => lead < 0x80 ? 0 : _triple![((lead - 0x80) << 8) | trail];

    /// <summary>What four bytes stand for, whose second and last are digits; 0 for nothing.</summary>
    public int Quadruple(byte first, byte second, byte third, byte fourth)
    {
        var pointer = Pointer(first, second, third, fourth);
        return pointer < _four!.Length ? _four[pointer]
            : pointer is >= Supplementary and <= Supplementary + 0xFFFFF ? pointer - Supplementary + 0x10000
            : 0;
    }

    // Pointer of the first character beyond the Basic Multilingual Plane (index gb18030 ranges).
    private const int Supplementary = 189_000;
    private const int FourOfThePlane = 39_420;

    private static int Pointer(int first, int second, int third, int fourth) =>
        ((((((first - 0x81) * 10) + second - 0x30) * 126) + third - 0x81) * 10) + fourth - 0x30;

    private static int[] Four(Encoding codePage)
    {
        var four = new int[FourOfThePlane];
        for (var pointer = 0; pointer < four.Length; pointer++)
        {
            four[pointer] = One(
                codePage, (byte)(0x81 + (pointer / 12_600)), (byte)(0x30 + (pointer / 1_260 % 10)), (byte)(0x81 + (pointer / 10 % 126)), (byte)(0x30 + (pointer % 10)));
        }

        // The standard's one exception in its ranges.
        four[7457] = 0xE7C7;
        return four;
    }

    private static int One(Encoding codePage, params ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = stackalloc char[16];
        var length = codePage.GetChars(bytes, characters);
        return Rune.DecodeFromUtf16(characters[..length], out var rune, out var used) == System.Buffers.OperationStatus.Done && used == length && rune.Value != 0xFFFD
            ? rune.Value
            : EncodingDifferences.None;
    }
}

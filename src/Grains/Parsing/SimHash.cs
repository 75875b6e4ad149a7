using System.Numerics;

namespace Thresher.Parsing;

/// <summary>
/// The 64-bit fingerprint of a text: texts that share most of their shingles, three words in a row each, get
/// fingerprints that differ in few bits (Charikar 2002; Manku, Jain, Das Sarma 2007, who take 3 of 64 bits for a
/// near-duplicate among web pages). Words are letters and digits without regard to case; markup, punctuation and white
/// space do not count. Bits are counted in carry-save planes, a few operations a shingle for all 64.
/// </summary>
internal sealed class SimHash
{
    /// <summary>A text with fewer shingles says too little about what it is: it has no fingerprint.</summary>
    public const int LeastShingles = 16;

    private const int PlaneCount = 8;
    private const int PlaneCapacity = (1 << PlaneCount) - 1;
    private const int BlockSize = 8;
    private const ulong Prime = 0x100000001B3;

    // From here on scripts are written without spaces (CJK): each character is a word.
    private const char FirstUnspaced = '\u2E80';

    /// <summary>ASCII letters in lower case and digits; 0 for what ends a word.</summary>
    private static readonly byte[] Folded = [.. Enumerable.Range(0, 128).Select(c => (byte)(char.IsAsciiLetterOrDigit((char)c) ? c | 0x20 : 0))];

    private readonly ulong[] _planes = new ulong[PlaneCount];
    private readonly ulong[] _block = new ulong[BlockSize];
    private readonly int[] _counts = new int[64];
    private ulong _first;
    private ulong _second;
    private int _words;
    private int _shingles;
    private int _inPlanes;

    /// <summary>The fingerprint of all text added; null when that was too little. To be asked for once, at the end.</summary>
    public ulong? Value
    {
        get
        {
            if (_shingles < LeastShingles)
            {
                return null;
            }

            Flush();
            ulong value = 0;
            for (var bit = 0; bit < 64; bit++)
            {
                value |= 2L * _counts[bit] > _shingles ? 1UL << bit : 0;
            }

            return value;
        }
    }

    /// <summary>In how many bits two fingerprints differ.</summary>
    public static int Distance(ulong left, ulong right) => BitOperations.PopCount(left ^ right);

    /// <summary>Adds a stretch of text; its end ends a word.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        ulong word = 0;
        var folded = Folded;
        foreach (var c in text)
        {
            if (c < folded.Length)
            {
                if (folded[c] != 0)
                {
                    word = (word ^ folded[c]) * Prime;
                }
                else if (word != 0)
                {
                    End(word);
                    word = 0;
                }
            }
            else if (char.IsLetterOrDigit(c))
            {
                if (c >= FirstUnspaced)
                {
                    End(word);
                    End(c * Prime);
                    word = 0;
                }
                else
                {
                    word = (word ^ char.ToLowerInvariant(c)) * Prime;
                }
            }
            else if (word != 0)
            {
                End(word);
                word = 0;
            }
        }

        End(word);
    }

    private void End(ulong word)
    {
        if (word == 0)
        {
            return;
        }

        if (_words++ >= 2)
        {
            Count(Mix(_first + BitOperations.RotateLeft(_second * Prime, 21) + BitOperations.RotateLeft(word * Prime, 42)));
        }

        _first = _second;
        _second = word;
    }

    private void Count(ulong shingle)
    {
        var at = _shingles++ % BlockSize;
        _block[at] = shingle;
        if (at == BlockSize - 1)
        {
            CountBlock();
        }
    }

    /// <summary>Eight shingles at once: a tree of full adders leaves one carry of weight 8 (Harley and Seal).</summary>
    private void CountBlock()
    {
        if (_inPlanes + BlockSize > PlaneCapacity)
        {
            FlushPlanes();
        }

        _inPlanes += BlockSize;
        var block = _block;
        var planes = _planes;
        var twosA = Add(ref planes[0], block[0], block[1]);
        var twosB = Add(ref planes[0], block[2], block[3]);
        var foursA = Add(ref planes[1], twosA, twosB);
        twosA = Add(ref planes[0], block[4], block[5]);
        twosB = Add(ref planes[0], block[6], block[7]);
        var foursB = Add(ref planes[1], twosA, twosB);
        Ripple(3, Add(ref planes[2], foursA, foursB));
    }

    /// <summary>Adds two words to a plane.</summary>
    /// <returns>The carry, of twice the plane's weight.</returns>
    private static ulong Add(ref ulong plane, ulong left, ulong right)
    {
        var half = plane ^ left;
        var carry = (plane & left) | (half & right);
        plane = half ^ right;
        return carry;
    }

    private void Ripple(int plane, ulong word)
    {
        for (; word != 0; plane++)
        {
            var carry = _planes[plane] & word;
            _planes[plane] ^= word;
            word = carry;
        }
    }

    private void Flush()
    {
        // What is left of a block is counted one by one.
        for (var i = 0; i < _shingles % BlockSize; i++)
        {
            if (_inPlanes == PlaneCapacity)
            {
                FlushPlanes();
            }

            _inPlanes++;
            Ripple(0, _block[i]);
        }

        FlushPlanes();
    }

    private void FlushPlanes()
    {
        for (var bit = 0; bit < 64; bit++)
        {
            for (var plane = 0; plane < PlaneCount; plane++)
            {
                _counts[bit] += (int)((_planes[plane] >> bit) & 1) << plane;
            }
        }

        Array.Clear(_planes);
        _inPlanes = 0;
    }

    /// <summary>The finalizer of MurmurHash3: every bit of the shingle decides about every bit of its hash.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }
}

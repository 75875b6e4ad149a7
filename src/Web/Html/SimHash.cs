using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Thresher.Web.Html;

/// <summary>
/// The 64-bit fingerprint of a text: texts that share most of their shingles, three words in a row each, get
/// fingerprints that differ in few bits (Charikar 2002; Manku, Jain, Das Sarma 2007, who take 3 of 64 bits for a
/// near-duplicate among web pages). Words are letters and digits without regard to case (<see cref="FoldedText"/>), each by
/// its first 256 bytes; markup, punctuation and white space do not count. Words are hashed eight bytes at a time and bits
/// counted in carry-save planes, a few operations a shingle for all 64. The hot methods are compiled for the processor at
/// run time with full optimization: compiled ahead of time they would lack vectors, and a short crawl ends before the
/// runtime recompiles them.
/// </summary>
internal sealed class SimHash
{
    /// <summary>A text with fewer shingles is too short to compare: it has no fingerprint.</summary>
    public const int LeastShingles = 16;

    private const int PlaneCount = 8;
    private const int PlaneCapacity = (1 << PlaneCount) - 1;
    private const int BlockSize = 8;
    private const int LongestWord = 256;
    private const int FoldedSize = 4096;
    private const ulong Prime = 0x9E3779B97F4A7C15;

    // Words are looked for 64 bytes at a time, so there are as many beyond the last.
    private readonly byte[] _folded = new byte[FoldedSize + 64];
    private readonly ulong[] _planes = new ulong[PlaneCount];
    private readonly ulong[] _block = new ulong[BlockSize];
    private readonly int[] _counts = new int[64];
    private int _length;
    private ulong _first;
    private ulong _second;
    private int _words;
    private int _shingles;
    private int _inPlanes;

    /// <summary>The fingerprint of all text added; null when the text is too short. Call it once, at the end.</summary>
    public ulong? Value
    {
        get
        {
            TakeWords();
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

    /// <summary>Adds a stretch of a text; its end ends a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the stretch begins.</param>
    /// <param name="end">Where it ends.</param>
    public void Add(ReadOnlySpan<char> text, int start, int end)
    {
        while (true)
        {
            _length += FoldedText.Fold(text, ref start, end, _folded.AsSpan(_length, FoldedSize - 1 - _length));
            if (start == end)
            {
                _folded[_length++] = 0;
                return;
            }

            TakeWords();
        }
    }

    /// <summary>Counts the complete words and keeps the beginning of an incomplete one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeWords()
    {
        var folded = _folded;
        var end = folded.AsSpan(0, _length).LastIndexOf((byte)0) + 1;
        var beforeIsZero = 1UL;
        for (var at = 0; at < end; at += 64)
        {
            var zeros = Zeros(folded.AsSpan(at, 64));
            var starts = ~zeros & ((zeros << 1) | beforeIsZero);
            beforeIsZero = zeros >> 63;
            if (end - at < 64)
            {
                starts &= (1UL << (end - at)) - 1;
            }

            for (; starts != 0; starts &= starts - 1)
            {
                End(WordAt(folded, at + BitOperations.TrailingZeroCount(starts)));
            }
        }

        folded.AsSpan(end, _length - end).CopyTo(folded);
        _length = Math.Min(_length - end, LongestWord);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Zeros(ReadOnlySpan<byte> bytes)
    {
        var zero = Vector128<byte>.Zero;
        return Vector128.Equals(Vector128.Create(bytes), zero).ExtractMostSignificantBits()
            | ((ulong)Vector128.Equals(Vector128.Create(bytes[16..]), zero).ExtractMostSignificantBits() << 16)
            | ((ulong)Vector128.Equals(Vector128.Create(bytes[32..]), zero).ExtractMostSignificantBits() << 32)
            | ((ulong)Vector128.Equals(Vector128.Create(bytes[48..]), zero).ExtractMostSignificantBits() << 48);
    }

    /// <summary>The hash of a word in blocks of eight bytes, the last of which ends in zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WordAt(byte[] folded, int at)
    {
        ulong hash = 0;
        for (var longest = at + LongestWord; at < longest; at += 8)
        {
            var block = BinaryPrimitives.ReadUInt64LittleEndian(folded.AsSpan(at, 8));
            var zero = (block - 0x0101010101010101) & ~block & 0x8080808080808080;
            if (zero != 0)
            {
                // What stands before the first zero byte.
                return (hash ^ (block & (((zero & (0 - zero)) >> 7) - 1))) * Prime;
            }

            hash = (hash ^ block) * Prime;
            hash ^= hash >> 32;
        }

        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ulong word)
    {
        if (_words++ >= 2)
        {
            Count(Mix(_first + BitOperations.RotateLeft(_second, 21) + BitOperations.RotateLeft(word, 42)));
        }

        _first = _second;
        _second = word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }
}

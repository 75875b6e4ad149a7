using System.Text;

namespace Thresher.Web.Idna;

/// <summary>Punycode (RFC 3492) of one label, without its <c>xn--</c>.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int InitialBias = 72;
    private const int InitialN = 128;

    /// <summary>Decodes to code points; null when the text is not Punycode or decodes to no scalar value.</summary>
    public static List<Rune>? Decode(ReadOnlySpan<char> text)
    {
        var delimiter = text.LastIndexOf('-');
        var output = new List<Rune>(text.Length);
        for (var i = 0; i < delimiter; i++)
        {
            output.Add(new Rune(text[i]));
        }

        // A delimiter with nothing before it is not a delimiter.
        text = delimiter > 0 ? text[(delimiter + 1)..] : text;
        int n = InitialN, bias = InitialBias;
        long i2 = 0;
        while (!text.IsEmpty)
        {
            var before = i2;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                var digit = text.IsEmpty ? Base : DigitOf(text[0]);
                if (digit >= Base || (i2 += digit * weight) > int.MaxValue)
                {
                    return null;
                }

                text = text[1..];
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                {
                    break;
                }

                if ((weight *= Base - threshold) > int.MaxValue)
                {
                    return null;
                }
            }

            var count = output.Count + 1;
            bias = Adapt((int)(i2 - before), count, before == 0);
            var next = n + (i2 / count);
            if (next > int.MaxValue || !Rune.IsValid((int)next))
            {
                return null;
            }

            n = (int)next;
            i2 %= count;
            output.Insert((int)i2++, new Rune(n));
        }

        return output;
    }

    /// <summary>Appends the label's Punycode; false when it overflows.</summary>
    public static bool TryEncode(IReadOnlyList<Rune> label, ref CharBuffer output)
    {
        var handled = 0;
        foreach (var rune in label)
        {
            if (rune.IsAscii)
            {
                output.Append((char)rune.Value);
                handled++;
            }
        }

        var basic = handled;
        if (basic > 0)
        {
            output.Append('-');
        }

        int n = InitialN, bias = InitialBias;
        long delta = 0;
        while (handled < label.Count)
        {
            var next = label.Where(r => r.Value >= n).Min(r => r.Value);
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var rune in label)
            {
                if (rune.Value < n)
                {
                    delta++;
                }

                if (delta > int.MaxValue)
                {
                    return false;
                }

                if (rune.Value == n)
                {
                    AppendInteger(ref output, (int)delta, bias);
                    bias = Adapt((int)delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            n++;
        }

        return true;
    }

    private static void AppendInteger(ref CharBuffer output, int value, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (value < threshold)
            {
                output.Append(CharOf(value));
                return;
            }

            output.Append(CharOf(threshold + ((value - threshold) % (Base - threshold))));
            value = (value - threshold) / (Base - threshold);
        }
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int Adapt(int delta, int count, bool first)
    {
        delta = first ? delta / 700 : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
        {
            delta /= Base - TMin;
        }

        return k + ((Base - TMin + 1) * delta / (delta + 38));
    }

    private static int DigitOf(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => Base,
    };

    private static char CharOf(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}

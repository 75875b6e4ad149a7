using System.Numerics;
using System.Text;
using Thresher.Jobs;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Many URLs in one line: <c>https://h/items/{0..99999}</c>. A group in braces is a range, <c>{a,b,c}</c> a list; a range
/// may have a step, <c>{0..100..10}</c>, run downwards, and be padded with zeros, <c>{000..999}</c>. Several groups give
/// every combination, the last one varying fastest. A literal brace is doubled. Immutable.
/// </summary>
public sealed class UrlTemplate
{
    private readonly TemplatePart[] _parts;

    private UrlTemplate(TemplatePart[] parts)
    {
        _parts = parts;
        Count = parts.Aggregate(BigInteger.One, (product, part) => product * part.Count);
    }

    /// <summary>How many URLs there are: at least 1, and more than any integer type holds if the template says so.</summary>
    public BigInteger Count { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="JobException">It is invalid; one line that names the position, from 1.</exception>
    public static UrlTemplate Parse(string text) => new(new TemplateReader(text).Read());

    /// <summary>The URL of that number.</summary>
    /// <param name="number">From 0 to <see cref="Count"/> - 1.</param>
    public string this[BigInteger number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
            return Write(Digits(number), new StringBuilder());
        }
    }

    /// <summary>The URLs in order, made as they are asked for.</summary>
    /// <param name="from">Number of the first: to resume an earlier run, the number of URLs that it read. Beyond the last there are none.</param>
    public IEnumerable<string> Enumerate(BigInteger from = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return from >= Count ? [] : EnumerateFrom(from);
    }

    private IEnumerable<string> EnumerateFrom(BigInteger from)
    {
        var digits = Digits(from);
        var text = new StringBuilder();
        do
        {
            yield return Write(digits, text.Clear());
        }
        while (Advance(digits));
    }

    /// <summary>The number as an odometer shows it, one digit per part.</summary>
    private UInt128[] Digits(BigInteger number)
    {
        var digits = new UInt128[_parts.Length];
        for (var i = _parts.Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, _parts[i].Count, out var digit);
            digits[i] = (UInt128)digit;
        }

        return digits;
    }

    private bool Advance(UInt128[] digits)
    {
        for (var i = _parts.Length - 1; i >= 0; i--)
        {
            if (++digits[i] < _parts[i].Count)
            {
                return true;
            }

            digits[i] = 0;
        }

        return false;
    }

    private string Write(UInt128[] digits, StringBuilder text)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            _parts[i].Write(digits[i], text);
        }

        return text.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Thresher.Grains.Seeding;

/// <summary>A part of a URL template with a known number of values.</summary>
internal abstract class TemplatePart
{
    /// <summary>How many values, at least 1.</summary>
    public abstract UInt128 Count { get; }

    /// <summary>Writes the value of that number, from 0.</summary>
    public abstract void Write(UInt128 number, StringBuilder text);

    /// <summary>Values as written; one value is plain text.</summary>
    public sealed class OneOf(params string[] values) : TemplatePart
    {
        public override UInt128 Count => (UInt128)values.Length;

        public override void Write(UInt128 number, StringBuilder text) => text.Append(values[(int)number]);
    }

    /// <summary>Numbers from a first towards a last, both included if the step meets them.</summary>
    /// <param name="first">The first, 0 or more.</param>
    /// <param name="last">The bound, above or below the first.</param>
    /// <param name="step">Distance, at least 1.</param>
    /// <param name="width">Digits to pad with zeros to.</param>
    public sealed class Range(ulong first, ulong last, ulong step, int width) : TemplatePart
    {
        // Up to 2^64 values: one more than its own type could count.
        public override UInt128 Count => (UInt128)((first <= last ? last - first : first - last) / step) + 1;

        public override void Write(UInt128 number, StringBuilder text)
        {
            var distance = (ulong)number * step;
            text.Append((first <= last ? first + distance : first - distance).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'));
        }
    }
}

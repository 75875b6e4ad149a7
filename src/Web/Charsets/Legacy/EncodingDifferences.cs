using System.Globalization;

namespace Thresher.Web.Charsets.Legacy;

/// <summary>
/// Where the indexes of the Encoding Standard differ from the runtime's code pages. The embedded list's first lines tell
/// its form, and which browser it was compared with.
/// </summary>
internal static class EncodingDifferences
{
    /// <summary>No character.</summary>
    public const int None = 0;

    /// <summary>By what a second character of one sequence is shifted in the value of an entry; all are below U+0800.</summary>
    public const int SecondAt = 21;

    private static readonly Lazy<ILookup<string, (int Sequence, int Value)>> All = new(Read);

    /// <summary>The differences of one encoding: the byte sequence as a big-endian number, and what it stands for.</summary>
    public static IEnumerable<(int Sequence, int Value)> Of(string encoding) => All.Value[encoding];

    private static ILookup<string, (int Sequence, int Value)> Read()
    {
        using var reader = new StreamReader(typeof(EncodingDifferences).Assembly.GetManifestResourceStream("Thresher.Web.Charsets.EncodingDifferences.txt")!);
        var found = new List<(string Encoding, int Sequence, int Value)>(14_000);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var parts = line.Split(' ');
            var sequence = Hex(parts[1]);
            foreach (var part in parts.AsSpan(2))
            {
                if (part.StartsWith('-'))
                {
                    for (var left = part.Length > 1 ? int.Parse(part.AsSpan(2), CultureInfo.InvariantCulture) : 1; left > 0; left--)
                    {
                        found.Add((parts[0], sequence++, None));
                    }

                    continue;
                }

                var second = part.IndexOf('+');
                found.Add((parts[0], sequence++, second < 0 ? Hex(part) : Hex(part.AsSpan(0, second)) | (Hex(part.AsSpan(second + 1)) << SecondAt)));
            }
        }

        return found.ToLookup(entry => entry.Encoding, entry => (entry.Sequence, entry.Value));
    }

    private static int Hex(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Sources;

/// <summary>Writes a JSON value up to the length that a field may have, and a little more, so that the field is seen to be longer.</summary>
internal static class ShortenedText
{
    private const int Most = PageBudget.MaxText + 1;

    /// <summary>The text, or its beginning.</summary>
    public static string Of(JToken value)
    {
        using var text = new Writer();
        using var json = new JsonTextWriter(text) { Formatting = Formatting.None, AutoCompleteOnClose = false };
        try
        {
            value.WriteTo(json);
        }
        catch (FullException)
        {
            // What is there is enough.
        }

        return text.ToString();
    }

    private sealed class Writer() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            var text = GetStringBuilder();
            var room = Most - text.Length;
            text.Append(buffer[..Math.Min(room, buffer.Length)]);
            if (buffer.Length > room)
            {
                throw new FullException();
            }
        }
    }

    private sealed class FullException : Exception;
}

using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Thresher.Extraction.Sources;

/// <summary>A JSON Pointer (RFC 6901) or a JSONPath into a JSON value.</summary>
internal sealed class JsonLookup
{
    private readonly string? _path;
    private readonly string[] _pointer = [];

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public JsonLookup(string text)
    {
        if (text.Length == 0 || text[0] == '/')
        {
            _pointer = [.. text.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
            return;
        }

        if (!IsPath(text))
        {
            throw new FormatException("a JSON Pointer begins with '/', a JSONPath with '$.' or '$['");
        }

        _path = text;
        try
        {
            _ = new JObject().SelectTokens(text).Count();
        }
        catch (JsonException wrong)
        {
            throw new FormatException(wrong.Message.TrimEnd('.'));
        }
    }

    /// <summary>Whether a text is written as a JSONPath.</summary>
    public static bool IsPath(string text) => text == "$" || text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$[", StringComparison.Ordinal);

    /// <summary>What it finds, in order; JSON null is nothing.</summary>
    public IEnumerable<JToken> Find(JToken from) =>
        (_path is null ? Point(from) : Select(from)).Where(found => found.Type is not (JTokenType.Null or JTokenType.Undefined));

    /// <summary>A value as text: a string as it is, anything else as JSON writes it.</summary>
    public static string TextOf(JToken value) => value switch
    {
        { Type: JTokenType.String } => (string)value!,
        { Type: JTokenType.Float } => ((IFormattable)((JValue)value).Value!).ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(Formatting.None),
    };

    // A filter that compares what cannot be compared finds nothing.
    private List<JToken> Select(JToken from)
    {
        try
        {
            return [.. from.SelectTokens(_path!)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private IEnumerable<JToken> Point(JToken from)
    {
        JToken? at = from;
        foreach (var part in _pointer)
        {
            at = at switch
            {
                JObject inObject => inObject[part],
                JArray inArray when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < inArray.Count => inArray[index],
                _ => null,
            };
        }

        return at is null ? [] : [at];
    }
}

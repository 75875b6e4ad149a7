using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Sources;

/// <summary>A JSON Pointer (RFC 6901) or a JSONPath into a JSON value.</summary>
internal sealed class JsonLookup
{
    private const int StepsAValue = 8;

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
    /// <exception cref="PageLimitException">The page's budget is spent, or would be.</exception>
    public IEnumerable<JToken> Find(JToken from, PageBudget budget) =>
        (_path is null ? Point(from) : Select(from, budget)).Where(found => found.Type is not (JTokenType.Null or JTokenType.Undefined));

    /// <summary>
    /// A value as text: a string as it is, anything else as JSON writes it. A list or an object is written no further than just beyond the
    /// longest text of a field, which is then cut.
    /// </summary>
    public static string TextOf(JToken value) => value switch
    {
        { Type: JTokenType.String } => (string)value!,
        { Type: JTokenType.Float } => ((IFormattable)((JValue)value).Value!).ToString(null, CultureInfo.InvariantCulture),
        JContainer => ShortenedText.Of(value),
        _ => value.ToString(Formatting.None),
    };

    /// <summary>
    /// What a path costs at most, known before it is followed, since that cannot be interrupted: each <c>..</c> looks at all below what the
    /// parts before it found, which after the first are as many as a value has ancestors; a filter is tried on each value, and one that
    /// begins at the root looks at all again.
    /// </summary>
    private long Cost(JToken from)
    {
        var descents = _path!.Split("..").Length - 1;
        if (descents == 0 && !_path.AsSpan().ContainsAny('?', '*'))
        {
            return 1;
        }

        var (count, depth) = JsonSize.Of(from);
        var filters = _path.Split("[?").Length - 1;
        var rooted = _path.Split('$').Length - 2;
        return (long)Math.Min(long.MaxValue / 2, StepsAValue * count * Math.Pow(depth, Math.Max(0, descents - 1)) * (1 + filters) * Math.Pow(count, rooted));
    }

    // A filter that compares what cannot be compared finds nothing.
    private List<JToken> Select(JToken from, PageBudget budget)
    {
        budget.Spend(Cost(from));
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

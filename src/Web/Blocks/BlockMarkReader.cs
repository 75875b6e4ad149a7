using System.Text.Json;

namespace Thresher.Web.Blocks;

/// <summary>Reads marks of blocks: JSON with comments, a list of objects.</summary>
internal static class BlockMarkReader
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The marks, in their order.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static IReadOnlyList<BlockMark> Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Options);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("a list of marks is wanted: [ { \"name\": …, \"outcome\": … } ]");
            }

            var marks = new List<BlockMark>();
            foreach (var mark in json.RootElement.EnumerateArray())
            {
                marks.Add(Mark(mark, $"[{marks.Count}]"));
            }

            return marks;
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"is not JSON: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static BlockMark Mark(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{at}: a mark is an object");
        }

        var mark = new BlockMark("", BlockKind.Blocked);
        var hasOutcome = false;
        foreach (var field in json.EnumerateObject())
        {
            var place = $"{at}.{field.Name}";
            mark = field.Name switch
            {
                "name" => mark with { Name = Text(field.Value, place) },
                "outcome" => mark with { Kind = Kind(field.Value, place, out hasOutcome) },
                "status" => mark with { Statuses = List(field.Value, place, Status) },
                "headers" => mark with { Headers = Headers(field.Value, place) },
                "body" => mark with { Body = List(field.Value, place, (list, here) => List(list, here, Sought).ToArray()) },
                "not" => mark with { Not = List(field.Value, place, Sought) },
                "maxText" => mark with { MaxText = Number(field.Value, place, 1, int.MaxValue) },
                _ => throw new FormatException($"{place}: there is no such field; there are name, outcome, status, headers, body, not, maxText"),
            };
        }

        return mark.Name.Length == 0 ? throw new FormatException($"{at}: it has no name")
            : !hasOutcome ? throw new FormatException($"{at}: it has no outcome: challenge or blocked")
            : mark.Headers.Count == 0 && mark.Body.Count == 0 ? throw new FormatException($"{at}: it names neither headers nor body, so it would be seen everywhere")
            : mark.Body.Any(texts => texts.Length == 0) ? throw new FormatException($"{at}.body: a list in it is empty")
            : mark.Body.Count == 0 && mark.Takes(200) ? throw new FormatException($"{at}: with status 200 it must name what is in the body")
            : mark;
    }

    private static BlockKind Kind(JsonElement json, string at, out bool isKnown)
    {
        isKnown = true;
        return Text(json, at) switch
        {
            "challenge" => BlockKind.Challenge,
            "blocked" => BlockKind.Blocked,
            _ => throw new FormatException($"{at}: it is challenge or blocked"),
        };
    }

    private static List<KeyValuePair<string, string>> Headers(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{at}: it is an object, names with texts");
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var field in json.EnumerateObject())
        {
            headers.Add(new(field.Name, Any(field.Value, $"{at}.{field.Name}")));
        }

        return headers;
    }

    private static int Status(JsonElement json, string at) => Number(json, at, 100, 999);

    private static byte[] Sought(JsonElement json, string at) => BlockMark.Lower(Text(json, at));

    private static int Number(JsonElement json, string at, int least, int most) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{at}: a whole number from {least} is wanted");

    private static string Text(JsonElement json, string at) => Any(json, at) is { Length: > 0 } text ? text : throw new FormatException($"{at}: it is empty");

    private static string Any(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new FormatException($"{at}: a text is wanted");

    private static List<T> List<T>(JsonElement json, string at, Func<JsonElement, string, T> read)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"{at}: a list is wanted");
        }

        var list = new List<T>();
        foreach (var entry in json.EnumerateArray())
        {
            list.Add(read(entry, $"{at}[{list.Count}]"));
        }

        return list;
    }
}

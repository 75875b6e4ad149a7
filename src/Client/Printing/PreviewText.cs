using System.Text.Json;
using Thresher.Extraction.Preview;

namespace Thresher.Client.Printing;

/// <summary>A job preview as text: records field by field, then the links.</summary>
internal static class PreviewText
{
    private const int RecordsShown = 3;
    private const int LinksShown = 10;
    private const int Widest = 160;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(PreviewReport report)
    {
        foreach (var rule in report.Rules)
        {
            var invalid = rule.Items.Count(item => item.Errors is not null);
            yield return "";
            yield return $"{rule.Name}: {(rule.Applies ? Figures.Plural(rule.Items.Count, "record") : "not tried")}{(invalid > 0 ? $", {invalid} invalid" : "")}";
            foreach (var line in rule.Items.Take(RecordsShown).SelectMany(item => Record(item.Ordinal + 1, item.Json, item.Errors)))
            {
                yield return line;
            }

            if (rule.Items.Count > RecordsShown)
            {
                yield return $"  … and {Figures.Count(rule.Items.Count - RecordsShown)} more: --json shows all";
            }

            foreach (var note in rule.Notes)
            {
                yield return $"  ? {note}";
            }
        }

        yield return "";
        var followed = report.Links.Where(link => link.Refusal is null).ToList();
        var left = report.Links.Where(link => link.Refusal is not null).GroupBy(link => link.Refusal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {Figures.Count(group.Count())}");
        yield return $"links: {Figures.Count(followed.Count)} followed of {Figures.Count(report.Links.Count)}{(followed.Count < report.Links.Count ? $" ({string.Join(", ", left)})" : "")}";
        foreach (var link in followed.Take(LinksShown))
        {
            yield return $"  {Cut(link.Url, 0)}{(link.Rule is { } rule ? $"  follow[{rule}], depth {link.Depth}" : "")}";
        }

        if (followed.Count > LinksShown)
        {
            yield return $"  … and {Figures.Count(followed.Count - LinksShown)} more: --json shows all";
        }

        if (report.Markdown is { } markdown)
        {
            yield return "";
            yield return $"markdown: {Figures.Count(markdown.Length)} characters";
            foreach (var line in markdown.Split('\n').Take(20))
            {
                yield return $"  {Cut(line, 2)}";
            }
        }
    }

    private static IEnumerable<string> Record(int number, string json, string? errors)
    {
        using var record = JsonDocument.Parse(json);
        var fields = record.RootElement.EnumerateObject().ToList();
        var width = fields.Select(field => field.Name.Length).DefaultIfEmpty(0).Max();
        var mark = $"{number,3}  ";
        foreach (var field in fields)
        {
            yield return $"{mark}{field.Name.PadRight(width)}  {Cut(Value(field.Value), width + 7)}";
            mark = "     ";
        }

        foreach (var error in errors is null ? [] : JsonSerializer.Deserialize<List<string>>(errors)!)
        {
            yield return $"     ! {error}";
        }
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "–",
        JsonValueKind.String => value.GetString()!.ReplaceLineEndings("⏎"),
        JsonValueKind.Array => $"[{value.GetArrayLength()}] {string.Join(" · ", value.EnumerateArray().Select(Value))}",
        _ => value.GetRawText(),
    };

    /// <summary>A text cut to the terminal's width.</summary>
    internal static string Cut(string text, int indent)
    {
        var width = Console.IsOutputRedirected ? Widest : Math.Clamp(Console.WindowWidth, 40, Widest);
        return text.Length <= width - indent - 1 ? text : text[..(width - indent - 2)] + "…";
    }
}

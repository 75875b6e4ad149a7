using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thresher.Jobs.Rules;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting.Columns;

/// <summary>The records of one rule with a column for each of its fields, as a table has them.</summary>
internal static class ItemColumns
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns beside the rule's fields, in the order in which they stand around them.</summary>
    public static IReadOnlyList<ColumnShape> Own { get; } =
    [
        new("_url", ColumnType.Text, "Canonical URL of the page."),
        new("_ordinal", ColumnType.Number, "Its place among the rule's records of the page, from 0."),
        new("_fetchedAt", ColumnType.Time, "When the page was fetched."),
        new("_errors", ColumnType.Texts, "What validation found, one line each; null for a sound record."),
        new("_rest", ColumnType.Json, "Values that do not fit their column, or have none; null when all do."),
    ];

    /// <summary>The name of one of <see cref="Own"/> beside fields that may have the same.</summary>
    public static string NameOf(string own, IReadOnlyDictionary<string, FieldRule> fields) => fields.ContainsKey(own) ? NameOf($"_{own}", fields) : own;

    /// <summary>The columns, for a format without types of its own.</summary>
    public static IReadOnlyList<Column<FlatItem>> Of(IReadOnlyDictionary<string, FieldRule> fields)
    {
        var own = Own.Select(column => NameOf(column.Name, fields)).ToArray();
        return
        [
            Column<FlatItem>.Text(own[0], "", row => row.Item.Url),
            Column<FlatItem>.Number(own[1], "", row => row.Item.Ordinal),
            Column<FlatItem>.Time(own[2], "", row => row.Item.FetchedAt),
            .. fields.Keys.Select(name => Column<FlatItem>.Value(name, "", row => row.Record.TryGetProperty(name, out var value) ? value : null)),
            Column<FlatItem>.Value(own[3], "", row => row.Errors),
            Column<FlatItem>.Json(own[4], "", row => Rest(row.Record, fields)),
        ];
    }

    private static string? Rest(JsonElement record, IReadOnlyDictionary<string, FieldRule> fields)
    {
        JsonObject? rest = null;
        foreach (var property in record.EnumerateObject())
        {
            if (!fields.ContainsKey(property.Name))
            {
                (rest ??= [])[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
        }

        return rest?.ToJsonString(Relaxed);
    }
}

/// <summary>A record with its JSON read.</summary>
/// <param name="Item">As stored.</param>
/// <param name="Record">Its values.</param>
/// <param name="Errors">The list of what validation found; null for a sound record.</param>
internal readonly record struct FlatItem(StoredItem Item, JsonElement Record, JsonElement? Errors);

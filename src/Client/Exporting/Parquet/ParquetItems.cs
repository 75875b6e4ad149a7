using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs.Rules;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting.Parquet;

/// <summary>
/// The records of one rule as Parquet, with a typed column for each of its fields. A value that does not fit its column, or
/// has none (the rule was different when the record was stored), is kept in <c>_rest</c> as JSON, and counted.
/// </summary>
internal sealed class ParquetItems : IExportSink<StoredItem>
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns beside the rule's fields, in the order in which they stand around them.</summary>
    public static IReadOnlyList<ColumnShape> OwnColumns { get; } =
    [
        new("_url", ColumnType.Text, "Canonical URL of the page."),
        new("_ordinal", ColumnType.Number, "Its place among the rule's records of the page, from 0."),
        new("_fetchedAt", ColumnType.Time, "When the page was fetched."),
        new("_errors", ColumnType.Texts, "What validation found, one line each; null for a sound record."),
        new("_rest", ColumnType.Json, "Values that do not fit their column, or have none; null when all do."),
    ];

    private readonly ParquetFile _file;
    private readonly ItemColumn[] _fields;
    private readonly Dictionary<string, long> _misfits = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known;
    private readonly ParquetColumn<ReadOnlyMemory<char>> _url;
    private readonly ParquetColumn<long> _ordinal;
    private readonly ParquetColumn<DateTime> _fetchedAt;
    private readonly ParquetColumn<ReadOnlyMemory<char>> _errors;
    private readonly ParquetColumn<ReadOnlyMemory<char>> _rest;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private ParquetItems(Columns columns, ParquetFile file)
    {
        _file = file;
        (_fields, _url, _ordinal, _fetchedAt, _errors, _rest) = columns;
        _known = [.. _fields.Select(field => field.Name)];
    }

    /// <summary>Begins a file on a stream, which stays open.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="fields">The rule's fields.</param>
    public static async Task<ParquetItems> BeginAsync(Stream output, IReadOnlyDictionary<string, FieldRule> fields)
    {
        string Own(string name) => fields.ContainsKey(name) ? Own($"_{name}") : name;
        T Column<T>(string name)
            where T : ParquetColumn =>
            (T)ParquetRecords.ColumnOf(OwnColumns.Single(column => column.Name == name) with { Name = Own(name) });
        var columns = new Columns(
            [.. fields.Select(field => ItemColumn.Of(field.Key, field.Value))],
            Column<ParquetColumn<ReadOnlyMemory<char>>>("_url"),
            Column<ParquetColumn<long>>("_ordinal"),
            Column<ParquetColumn<DateTime>>("_fetchedAt"),
            Column<ParquetColumn<ReadOnlyMemory<char>>>("_errors"),
            Column<ParquetColumn<ReadOnlyMemory<char>>>("_rest"));
        return new ParquetItems(columns, await ParquetFile.BeginAsync(output, columns.All));
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(StoredItem row)
    {
        _url.Add(row.Url.AsMemory());
        _ordinal.Add(row.Ordinal);
        _fetchedAt.Add(DateTimeOffset.FromUnixTimeMilliseconds(row.FetchedAt).UtcDateTime);
        AddErrors(row.Errors);
        using var record = JsonDocument.Parse(row.Json);
        var rest = new List<JsonProperty>();
        foreach (var field in _fields)
        {
            if (!record.RootElement.TryGetProperty(field.Name, out var value))
            {
                field.Column.AddNull();
            }
            else if (!field.Add(value))
            {
                rest.Add(record.RootElement.EnumerateObject().Last(property => property.NameEquals(field.Name)));
            }
        }

        rest.AddRange(record.RootElement.EnumerateObject().Where(property => !_known.Contains(property.Name)));
        AddRest(rest);
        return _file.EndRowAsync();
    }

    /// <summary>Nothing can be read before the end.</summary>
    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> FinishAsync()
    {
        await _file.FinishAsync();
        return _misfits.Count == 0
            ? []
            : [$"values without a fitting column, kept in {_rest.Field.Name} as JSON: {string.Join(", ", _misfits.Select(misfit => $"{misfit.Key} {misfit.Value}"))}"];
    }

    private void AddErrors(string? errors)
    {
        if (errors is null)
        {
            _errors.AddNull();
            return;
        }

        using var list = JsonDocument.Parse(errors);
        _errors.Add([.. list.RootElement.EnumerateArray().Select(line => (ReadOnlyMemory<char>?)line.GetString().AsMemory())]);
    }

    private void AddRest(List<JsonProperty> rest)
    {
        if (rest.Count == 0)
        {
            _rest.AddNull();
            return;
        }

        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Relaxed))
        {
            json.WriteStartObject();
            foreach (var property in rest)
            {
                property.WriteTo(json);
                _misfits[property.Name] = _misfits.GetValueOrDefault(property.Name) + 1;
            }

            json.WriteEndObject();
        }

        _rest.Add(Encoding.UTF8.GetString(_buffer.WrittenSpan).AsMemory());
    }

    private sealed record Columns(
        ItemColumn[] Fields,
        ParquetColumn<ReadOnlyMemory<char>> Url,
        ParquetColumn<long> Ordinal,
        ParquetColumn<DateTime> FetchedAt,
        ParquetColumn<ReadOnlyMemory<char>> Errors,
        ParquetColumn<ReadOnlyMemory<char>> Rest)
    {
        public ParquetColumn[] All => [Url, Ordinal, FetchedAt, .. Fields.Select(typed => typed.Column), Errors, Rest];
    }
}

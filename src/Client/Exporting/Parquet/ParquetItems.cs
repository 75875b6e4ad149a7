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

    private readonly ParquetFile _file;
    private readonly ItemColumn[] _fields;
    private readonly Dictionary<string, long> _misfits = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, FieldRule> _rule;
    private readonly ParquetColumn<ReadOnlyMemory<char>>? _url;
    private readonly ParquetColumn<long>? _ordinal;
    private readonly ParquetColumn<DateTime>? _fetchedAt;
    private readonly ParquetColumn<ReadOnlyMemory<char>>? _errors;
    private readonly ParquetColumn<ReadOnlyMemory<char>>? _rest;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private ParquetItems(ParquetFile file, IReadOnlyDictionary<string, FieldRule> rule, ItemColumn[] fields, Func<string, ParquetColumn?> own)
    {
        (_file, _rule, _fields) = (file, rule, fields);
        _url = (ParquetColumn<ReadOnlyMemory<char>>?)own("_url");
        _ordinal = (ParquetColumn<long>?)own("_ordinal");
        _fetchedAt = (ParquetColumn<DateTime>?)own("_fetchedAt");
        _errors = (ParquetColumn<ReadOnlyMemory<char>>?)own("_errors");
        _rest = (ParquetColumn<ReadOnlyMemory<char>>?)own("_rest");
    }

    /// <summary>Begins a file on a stream, which stays open.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="fields">The rule's fields.</param>
    /// <param name="names">The columns to write, in order; null for all.</param>
    /// <exception cref="CommandLine.CommandException">There is no such column.</exception>
    public static async Task<ParquetItems> BeginAsync(Stream output, IReadOnlyDictionary<string, FieldRule> fields, IReadOnlyList<string>? names = null)
    {
        var own = ItemColumns.Own.ToDictionary(shape => shape.Name, shape => ParquetRecords.ColumnOf(shape with { Name = ItemColumns.NameOf(shape.Name, fields) }));
        ItemColumn[] all = [.. fields.Select(field => ItemColumn.Of(field.Key, field.Value))];
        ParquetColumn[] before = [own["_url"], own["_ordinal"], own["_fetchedAt"]], behind = [own["_errors"], own["_rest"]];
        var chosen = ColumnChoice.Of(names, [.. before, .. all.Select(field => field.Column), .. behind], column => column.Field.Name);
        return new ParquetItems(
            await ParquetFile.BeginAsync(output, chosen),
            fields,
            [.. all.Where(field => chosen.Contains(field.Column))],
            name => chosen.Contains(own[name]) ? own[name] : null);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(StoredItem row)
    {
        _url?.Add(row.Url.AsMemory());
        _ordinal?.Add(row.Ordinal);
        _fetchedAt?.Add(DateTimeOffset.FromUnixTimeMilliseconds(row.FetchedAt).UtcDateTime);
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

        rest.AddRange(record.RootElement.EnumerateObject().Where(property => !_rule.ContainsKey(property.Name)));
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
            : [$"values without a fitting column, {(_rest is null ? "left out" : $"kept in {_rest.Field.Name} as JSON")}: {string.Join(", ", _misfits.Select(misfit => $"{misfit.Key} {misfit.Value}"))}"];
    }

    private void AddErrors(string? errors)
    {
        if (errors is null || _errors is null)
        {
            _errors?.AddNull();
            return;
        }

        using var list = JsonDocument.Parse(errors);
        _errors.Add([.. list.RootElement.EnumerateArray().Select(line => (ReadOnlyMemory<char>?)line.GetString().AsMemory())]);
    }

    private void AddRest(List<JsonProperty> rest)
    {
        if (rest.Count == 0)
        {
            _rest?.AddNull();
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

        _rest?.Add(Encoding.UTF8.GetString(_buffer.WrittenSpan).AsMemory());
    }
}

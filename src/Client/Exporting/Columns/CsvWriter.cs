using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Thresher.Client.Exporting.Columns;

/// <summary>
/// Comma-separated values by RFC 4180: CRLF ends a record, a field with a comma, quote or line end is quoted and its
/// quotes doubled; the first record contains the names. UTF-8 without a byte order mark; an absent value is an empty field.
/// When guarded, a text that a spreadsheet would run as a formula is prefixed with an apostrophe.
/// </summary>
internal sealed class CsvWriter : RecordWriter
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Characters that begin a formula in Excel, LibreOffice or Google Sheets, alone or after characters that they skip.</summary>
    private static readonly SearchValues<char> FormulaBeginnings = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    private readonly Stream _output;
    private readonly bool _guarded;
    private readonly string _listSeparator;
    private readonly StringBuilder _text = new();
    private int _fields;
    private long _ambiguous;

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="columns">The columns, whose names come first.</param>
    /// <param name="guarded">Whether formulas are neutralized.</param>
    /// <param name="listSeparator">What stands between the values of a list.</param>
    public CsvWriter(Stream output, IEnumerable<ColumnShape> columns, bool guarded, string listSeparator = "; ")
    {
        (_output, _guarded, _listSeparator) = (output, guarded, listSeparator);
        _text.AppendJoin(',', columns.Select(column => Quote(column.Name))).Append("\r\n");
    }

    /// <inheritdoc/>
    public override bool NeedsEveryField => true;

    /// <inheritdoc/>
    public override void Text(string name, string? value) =>
        Field(_guarded && value is [var first, ..] && FormulaBeginnings.Contains(first) ? $"'{value}" : value ?? "");

    /// <inheritdoc/>
    public override void Number(string name, long value) => Field(value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override void Time(string name, DateTimeOffset value) => Field(ExportTime.Of(value));

    /// <inheritdoc/>
    public override void Json(string name, string? value) => Field(value ?? "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes => _ambiguous == 0 ? [] :
        [$"{Printing.Figures.Plural(_ambiguous, "list")} with the separator \"{_listSeparator}\" within a value: choose another with --list-separator"];

    /// <inheritdoc/>
    public override void Value(string name, JsonElement? value) => Text(name, value is { } some ? TextOf(some) : null);

    /// <inheritdoc/>
    public override async ValueTask EndRecordAsync()
    {
        _text.Append("\r\n");
        _fields = 0;
        if (_text.Length >= FlushAt)
        {
            await FlushAsync();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync()
    {
        if (_text.Length > 0)
        {
            await _output.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()));
            await _output.FlushAsync();
            _text.Clear();
        }
    }

    /// <summary>The field as written in a record.</summary>
    public static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string? TextOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Array:
                var texts = value.EnumerateArray().Select(TextOf).ToList();
                _ambiguous += texts.Exists(text => text?.Contains(_listSeparator, StringComparison.Ordinal) == true) ? 1 : 0;
                return string.Join(_listSeparator, texts);
            default:
                return value.GetRawText();
        }
    }

    private void Field(string value) => _text.Append(_fields++ == 0 ? "" : ",").Append(Quote(value));
}

using System.Globalization;
using System.Text;

namespace Thresher.Client.Exporting;

/// <summary>
/// Comma-separated values by RFC 4180: CRLF ends a record, a field with a comma, quote or line end is quoted and its
/// quotes doubled; the first record holds the names. UTF-8 without a byte order mark; an absent value is an empty field.
/// </summary>
internal sealed class CsvWriter(Stream output) : RecordWriter
{
    private const int FlushAt = 64 * 1024;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _names = new();
    private bool _named;
    private int _fields;

    /// <inheritdoc/>
    public override void Text(string name, string? value)
    {
        if (!_named)
        {
            _names.Append(_fields == 0 ? "" : ",").Append(Quote(name));
        }

        _text.Append(_fields++ == 0 ? "" : ",").Append(Quote(value ?? ""));
    }

    /// <inheritdoc/>
    public override void Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override void Json(string name, string? value) => Text(name, value);

    /// <inheritdoc/>
    public override async ValueTask EndRecordAsync(CancellationToken cancellationToken)
    {
        _text.Append("\r\n");
        _fields = 0;
        if (!_named)
        {
            _named = true;
            _text.Insert(0, _names.Append("\r\n").ToString());
        }

        if (_text.Length >= FlushAt)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => FlushAsync(CancellationToken.None);

    /// <summary>The field as it stands in a record.</summary>
    public static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellationToken);
        await output.FlushAsync(cancellationToken);
        _text.Clear();
    }
}

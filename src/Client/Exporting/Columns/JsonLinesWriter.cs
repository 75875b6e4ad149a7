using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Thresher.Client.Exporting.Columns;

/// <summary>One JSON object a line (UTF-8).</summary>
internal sealed class JsonLinesWriter : RecordWriter
{
    private const int FlushAt = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushAt);
    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;
    private bool _inRecord;

    /// <summary>Writes to a stream, which stays open.</summary>
    public JsonLinesWriter(Stream output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <inheritdoc/>
    public override void Text(string name, string? value)
    {
        Begin();
        _json.WriteString(name, value);
    }

    /// <inheritdoc/>
    public override void Number(string name, long value)
    {
        Begin();
        _json.WriteNumber(name, value);
    }

    /// <inheritdoc/>
    public override void Time(string name, DateTimeOffset value)
    {
        Begin();
        Span<byte> text = stackalloc byte[24];
        ExportTime.Write(value, text);
        _json.WriteString(name, text);
    }

    /// <inheritdoc/>
    public override void Json(string name, string? value)
    {
        Begin();
        if (value is null)
        {
            _json.WriteNull(name);
        }
        else
        {
            _json.WritePropertyName(name);
            _json.WriteRawValue(value, skipInputValidation: true);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndRecordAsync()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.GetSpan(1)[0] = (byte)'\n';
        _buffer.Advance(1);
        _inRecord = false;
        if (_buffer.WrittenCount >= FlushAt)
        {
            await FlushAsync();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync()
    {
        if (_buffer.WrittenCount > 0)
        {
            await _output.WriteAsync(_buffer.WrittenMemory);
            await _output.FlushAsync();
            _buffer.ResetWrittenCount();
        }
    }

    private void Begin()
    {
        if (!_inRecord)
        {
            _inRecord = true;
            _json.WriteStartObject();
        }
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Verdicts as JSON Lines: <c>{"source","line","url","verdict"}</c>, and <c>problem</c> for a malformed seed. The
/// verdict on a line without a source has no <c>source</c>.
/// </summary>
public sealed class VerdictLines : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes an empty writer.</summary>
    public VerdictLines() => _json = new Utf8JsonWriter(
        _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The lines of a batch; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<SettledSeed> settled)
    {
        _buffer.ResetWrittenCount();
        foreach (var seed in settled)
        {
            _json.WriteStartObject();
            if (seed.Line.Source.Length > 0)
            {
                _json.WriteString("source", seed.Line.Source);
            }

            _json.WriteNumber("line", seed.Line.Number);
            _json.WriteString("url", seed.Line.Text);
            _json.WriteString("verdict", seed.Word);
            if (seed.Problem is { } problem)
            {
                _json.WriteString("problem", problem);
            }

            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            _buffer.Write("\n"u8);
        }

        return _buffer.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Thresher.Extraction.Rules;

/// <summary>Records as they are stored.</summary>
internal static class RecordJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object, every field in the rule's order.</summary>
    public static string Write(IReadOnlyList<CompiledField> fields, IReadOnlyList<object?> values)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            for (var i = 0; i < fields.Count; i++)
            {
                json.WritePropertyName(fields[i].Name);
                Write(json, values[i]);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The list of errors; null for none.</summary>
    public static string? Errors(IReadOnlyList<string> errors)
    {
        if (errors.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, errors);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case decimal exact:
                json.WriteNumberValue(exact);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case IEnumerable<object?> list:
                json.WriteStartArray();
                foreach (var entry in list)
                {
                    Write(json, entry);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}

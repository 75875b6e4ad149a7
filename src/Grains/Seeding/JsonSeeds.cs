using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Thresher.Grains.Contracts;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>Seeds from one field of each line of a JSON Lines file, plain or gzip, in constant memory.</summary>
public static class JsonSeeds
{
    /// <summary>Longest line in bytes; longer ones are malformed.</summary>
    public const int MaxLineBytes = 1024 * 1024;

    /// <summary>Reads a stream, which is left open.</summary>
    /// <param name="source">Name of the file, for messages.</param>
    /// <param name="stream">The file from its beginning on.</param>
    /// <param name="pointer">JSON Pointer (RFC 6901) of a string; empty for lines that are themselves strings.</param>
    /// <param name="from">Where to begin: after an acknowledged line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The gzip is broken; the lines before were returned.</exception>
    public static async IAsyncEnumerable<ProducerLine> ReadAsync(
        string source, Stream stream, string pointer, SeedPosition from = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in SeedFile.ReadAsync(stream, from, MaxLineBytes, cancellationToken))
        {
            var problem = line.Problem;
            var text = problem is null ? Field(line.Text, pointer, out problem) : null;
            yield return new ProducerLine(source, line.Number, text ?? Beginning(line.Text), problem, line.End);
        }
    }

    /// <summary>The string at the pointer.</summary>
    /// <param name="json">One JSON document.</param>
    /// <param name="pointer">JSON Pointer (RFC 6901).</param>
    /// <param name="problem">Why there is none, as the end of a sentence; otherwise null.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Field(string json, string pointer, out string? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var found = Find(document.RootElement, pointer);
            problem = found switch
            {
                null => $"has nothing at {Shown(pointer)}",
                { ValueKind: not JsonValueKind.String } other => $"has {Kind(other.ValueKind)} at {Shown(pointer)}, not a string",
                _ => null,
            };
            return problem is null ? found!.Value.GetString() : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The second exception: an escaped lone surrogate, which is not text.
            problem = "is not JSON";
            return null;
        }
    }

    /// <summary>Whether the text is a JSON Pointer.</summary>
    public static bool IsPointer(string text) => text.Length == 0 || text[0] == '/';

    private static JsonElement? Find(JsonElement element, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member))
            {
                element = member;
            }
            else if (element.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element;
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Shown(string pointer) => pointer.Length == 0 ? "its root" : pointer;

    /// <summary>The beginning of a line, by which it is named.</summary>
    internal static string Beginning(string text) => text.Length <= 64 ? text : text[..64];
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thresher.Grains.States;

/// <summary>
/// Grain state as JSON: the names of its properties and nothing of the program's types, so that they may move. Reads
/// also what Orleans' own serializer wrote in versions before: type names, object ids and references around the same.
/// </summary>
internal static class StateJson
{
    private const string Id = "$id";
    private const string Reference = "$ref";
    private const string TypeName = "$type";
    private const string Value = "$value";
    private const string Values = "$values";

    /// <summary>Writes a state.</summary>
    public static byte[] Write<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state);

    /// <summary>Reads a state in either form.</summary>
    /// <exception cref="JsonException">It is no such state: cut off, damaged, of another shape.</exception>
    public static T Read<T>(byte[] json)
    {
        try
        {
            var state = IsOldForm(json)
                ? Plain(JsonNode.Parse(json), []).Deserialize<T>()
                : JsonSerializer.Deserialize<T>(json);
            return state ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (failure is NotSupportedException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new JsonException(failure.Message, failure);
        }
    }

    private static bool IsOldForm(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName
            && (reader.ValueTextEquals(Id) || reader.ValueTextEquals(TypeName));
    }

    /// <summary>What is left of a value without the old serializer's additions.</summary>
    /// <param name="node">The value.</param>
    /// <param name="known">Objects read before, by their id.</param>
    private static JsonNode? Plain(JsonNode? node, Dictionary<string, JsonNode> known)
    {
        if (node is JsonArray array)
        {
            return new JsonArray([.. array.Select(item => Plain(item, known))]);
        }

        if (node is not JsonObject written)
        {
            return node?.DeepClone();
        }

        if ((string?)written[Reference] is { } reference)
        {
            return known.TryGetValue(reference, out var earlier)
                ? earlier.DeepClone()
                : throw new JsonException($"it refers to the object {reference}, which is not in it");
        }

        var wrapped = written[Value] ?? written[Values];
        var plain = wrapped is not null ? Plain(wrapped, known)! : new JsonObject(
            from property in written
            where property.Key is not (Id or TypeName)
            select KeyValuePair.Create(property.Key, Plain(property.Value, known)));
        if ((string?)written[Id] is { } id)
        {
            known[id] = plain;
        }

        return plain;
    }
}

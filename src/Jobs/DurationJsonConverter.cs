using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thresher.Jobs;

/// <summary>Durations in job files: the strings of <see cref="Duration"/>.</summary>
internal sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException("a duration is wanted, such as \"250ms\", \"1s\" or \"5m\"");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}

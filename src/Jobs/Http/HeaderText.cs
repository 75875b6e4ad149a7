using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thresher.Jobs.Http;

/// <summary>A value of a header: a text, or the place of a secret (<see cref="SecretText"/>).</summary>
/// <param name="Text">The text; null where it is a secret.</param>
/// <param name="Secret">The secret's place; null where it is a text.</param>
[JsonConverter(typeof(HeaderTextConverter))]
public sealed record HeaderText(string? Text, SecretText? Secret)
{
    /// <summary>The value, with the path of a secret's file made absolute.</summary>
    internal HeaderText In(string folder) => Secret is null ? this : this with { Secret = Secret.In(folder) };
}

/// <summary>A string, or an object with <c>env</c> or <c>file</c>.</summary>
internal sealed class HeaderTextConverter : JsonConverter<HeaderText>
{
    public override HeaderText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new HeaderText(reader.GetString(), null),
        JsonTokenType.StartObject => new HeaderText(null, JsonSerializer.Deserialize<SecretText>(ref reader, options)),
        _ => throw new JsonException("a text is wanted, or the place of a secret, such as {\"env\": \"SHOP_TOKEN\"} or {\"file\": \"token.txt\"}"),
    };

    public override void Write(Utf8JsonWriter writer, HeaderText value, JsonSerializerOptions options)
    {
        if (value.Secret is null)
        {
            writer.WriteStringValue(value.Text);
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Secret, options);
        }
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Thresher.Client.Inspecting;

/// <summary>Leaves out of a job's values what gives access to something: names and passwords in URLs, credentials, cookies.</summary>
internal static partial class JobSecrets
{
    private const string Hidden = "…";

    /// <summary>A value fit to be shown.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="json">The value as JSON.</param>
    public static string Hide(string path, string json)
    {
        var node = JsonNode.Parse(json);
        return (SecretName().IsMatch(path[(path.LastIndexOf('.') + 1)..]) ? JsonValue.Create(Hidden) : Hide(node))?.ToJsonString(Readable) ?? "null";
    }

    private static JsonNode? Hide(JsonNode? node) => node switch
    {
        JsonArray list => new JsonArray([.. list.Select(member => Hide(member?.DeepClone()))]),
        JsonObject table => new JsonObject(table.Select(member =>
            KeyValuePair.Create(member.Key, SecretName().IsMatch(member.Key) ? JsonValue.Create(Hidden) : Hide(member.Value?.DeepClone())))),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(UserInformation().Replace(text, $"$1{Hidden}@")),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("password|secret|token|authorization|cookie|credential|apikey|passphrase", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#@]*@")]
    private static partial Regex UserInformation();

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

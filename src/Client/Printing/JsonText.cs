using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thresher.Grains.Contracts;

namespace Thresher.Client.Printing;

/// <summary>The JSON documents that commands write: camel case, absent values as null, other scripts unescaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CrawlStatus))]
[JsonSerializable(typeof(SeedCounts))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(HostDocument))]
[JsonSerializable(typeof(FailureDocument))]
[JsonSerializable(typeof(ExplainDocument))]
[JsonSerializable(typeof(CountDocument))]
[JsonSerializable(typeof(PreviewDocument))]
[JsonSerializable(typeof(JobDifference))]
[JsonSerializable(typeof(RereadDocument))]
[JsonSerializable(typeof(LogDocument))]
internal sealed partial class JsonText : JsonSerializerContext
{
    // Created lazily: the initialization order of static fields of partial classes is not defined.
    private static readonly Lazy<JsonText> Readable = new(
        () => new JsonText(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }));

    /// <summary>One document on one line.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, typeof(T), Readable.Value);
}

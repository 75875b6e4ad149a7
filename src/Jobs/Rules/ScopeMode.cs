using System.Text.Json.Serialization;

namespace Thresher.Jobs.Rules;

/// <summary>What a link must share with one of the crawl's seeds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScopeMode>))]
public enum ScopeMode
{
    /// <summary>Host and port.</summary>
    [JsonStringEnumMemberName("host")]
    Host,

    /// <summary>The registrable domain: <c>a.example.com</c> and <c>b.example.com</c> share one.</summary>
    [JsonStringEnumMemberName("domain")]
    Domain,

    /// <summary>Host, port, and the seed's path up to its last slash.</summary>
    [JsonStringEnumMemberName("prefix")]
    Prefix,

    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("any")]
    Any,
}

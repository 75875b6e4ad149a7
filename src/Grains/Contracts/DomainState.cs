using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thresher.Grains.Contracts;

/// <summary>
/// What a domain must remember of its host's behaviour through restarts: small, and written whenever it changes. Its
/// robots.txt, which is large and seldom changes, is a state of its own.
/// </summary>
[GenerateSerializer, Alias("thresher.domain-state")]
public sealed class DomainState
{
    /// <summary>robots.txt by scheme as builds before <see cref="RobotsState"/> kept it; carried over when it is read.</summary>
    [Id(0)]
    public Dictionary<string, RobotsRecord> Robots { get; set; } = [];

    /// <summary>The one hold of builds before <see cref="Holds"/>, Unix milliseconds; carried over when it is read.</summary>
    [Id(1)]
    public long NotBefore { get; set; }

    /// <summary>Failures in a row that the breaker counts towards its next closing.</summary>
    [Id(2)]
    public int FailuresInARow { get; set; }

    /// <summary>Unix milliseconds before which the host is left alone, by reason.</summary>
    [Id(3)]
    [JsonConverter(typeof(HoldsByName))]
    public Dictionary<HoldReason, long> Holds { get; set; } = [];

    /// <summary>Closings of the breaker since the host last answered.</summary>
    [Id(4)]
    public int Closings { get; set; }

    /// <summary>When the first of the counted failures happened, Unix milliseconds.</summary>
    [Id(5)]
    public long FailingSince { get; set; }

    /// <summary>How often it has gone on to its next proxy.</summary>
    [Id(6)]
    public int ProxyTurns { get; set; }

    /// <summary>The hold that lasts longest; null when none lasts beyond that time.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public HostHold? InForce(long now)
    {
        HostHold? longest = null;
        foreach (var (reason, until) in Holds)
        {
            longest = until > now && until > (longest?.Until ?? 0) ? new HostHold(reason, until) : longest;
        }

        return longest;
    }

    /// <summary>A hold whose reason is of a newer version stays a hold, or one new reason would cost an older silo all that it remembers of the host.</summary>
    internal sealed class HoldsByName : JsonConverter<Dictionary<HoldReason, long>>
    {
        /// <inheritdoc/>
        public override Dictionary<HoldReason, long> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var holds = new Dictionary<HoldReason, long>();
            foreach (var (name, until) in JsonSerializer.Deserialize<Dictionary<string, long>>(ref reader, options) ?? [])
            {
                var reason = Enum.TryParse<HoldReason>(name, out var known) && Enum.IsDefined(known) ? known : HoldReason.Unknown;
                holds[reason] = Math.Max(until, holds.GetValueOrDefault(reason));
            }

            return holds;
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Dictionary<HoldReason, long> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToDictionary(hold => hold.Key.ToString(), hold => hold.Value), options);
    }
}

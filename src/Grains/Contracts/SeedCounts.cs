using System.Text.Json.Serialization;

namespace Thresher.Grains.Contracts;

/// <summary>What became of a producer's seeds.</summary>
/// <param name="Crawl">The crawl's name.</param>
public sealed record SeedCounts(string Crawl)
{
    /// <summary>New and committed.</summary>
    public long Added { get; private set; }

    /// <summary>Had already.</summary>
    public long Known { get; private set; }

    /// <summary>Refused by the job's rules.</summary>
    public long OutOfScope { get; private set; }

    /// <summary>No http or https URL.</summary>
    public long Malformed { get; private set; }

    /// <summary>All together.</summary>
    [JsonIgnore]
    public long Total => Added + Known + OutOfScope + Malformed;

    /// <summary>Counts one verdict.</summary>
    public void Count(SeedVerdict verdict) => _ = verdict switch
    {
        SeedVerdict.Added => Added++,
        SeedVerdict.Known => Known++,
        SeedVerdict.OutOfScope => OutOfScope++,
        _ => Malformed++,
    };
}

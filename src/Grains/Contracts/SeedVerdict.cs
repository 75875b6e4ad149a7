namespace Thresher.Grains.Contracts;

/// <summary>What became of one seed.</summary>
public enum SeedVerdict : byte
{
    /// <summary>It is new and committed.</summary>
    Added,

    /// <summary>The crawl had it already.</summary>
    Known,

    /// <summary>The job's rules refuse it.</summary>
    OutOfScope,

    /// <summary>It is not an http or https URL.</summary>
    Malformed,
}

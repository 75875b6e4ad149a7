namespace Thresher.Jobs.Rules;

/// <summary>What is known of a page beside its body.</summary>
public enum PageFact
{
    /// <summary>Its URL.</summary>
    Url,

    /// <summary>Links followed from a seed.</summary>
    Depth,

    /// <summary>When it was fetched.</summary>
    FetchedAt,

    /// <summary>Its Content-Type without parameters.</summary>
    ContentType,
}

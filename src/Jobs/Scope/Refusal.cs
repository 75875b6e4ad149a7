namespace Thresher.Jobs.Scope;

/// <summary>Why a URL does not enter a crawl.</summary>
public enum Refusal : byte
{
    /// <summary>It may enter.</summary>
    None,

    /// <summary>Not an absolute http or https URL.</summary>
    Malformed,

    /// <summary>Nothing of it is shared with a seed, as the scope's mode wants.</summary>
    OutOfScope,

    /// <summary>No include rule matches.</summary>
    NotIncluded,

    /// <summary>An exclude rule matches.</summary>
    ExcludedByRule,

    /// <summary>More links from a seed than the limit.</summary>
    TooDeep,

    /// <summary>More characters than the limit.</summary>
    TooLong,

    /// <summary>Too many path segments, or one or a sequence of them repeated too often in a row: a trap.</summary>
    PathTrap,

    /// <summary>It names a month further ahead than the limit: an endless calendar.</summary>
    FarAhead,
}

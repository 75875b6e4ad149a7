namespace Thresher.Grains.Resolving;

/// <summary>What an answer says of a name.</summary>
internal enum NameAnswerKind
{
    /// <summary>It has addresses.</summary>
    Found,

    /// <summary>There is no such name (NXDOMAIN), or it has no address (NODATA).</summary>
    Missing,

    /// <summary>Nobody knows: no answer in time, SERVFAIL, REFUSED.</summary>
    Failed,
}

namespace Thresher.Storage;

/// <summary>How far a rewriting of stored rows has come.</summary>
/// <param name="Name">What is rewritten.</param>
/// <param name="Done">Rows up to this number are done.</param>
/// <param name="Total">The last row of an earlier version.</param>
public sealed record UpgradeProgress(string Name, long Done, long Total)
{
    /// <summary>Whether this rewriting is complete.</summary>
    public bool IsDone => Done >= Total;
}

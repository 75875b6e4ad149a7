namespace Thresher.Storage.Rows;

/// <summary>Where a row stands in a feed, for the step that goes on behind it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its row, among those of one number.</param>
internal readonly record struct ChangePosition(long Seq, long Id);

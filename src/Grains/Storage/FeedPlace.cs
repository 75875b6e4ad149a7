namespace Thresher.Storage;

/// <summary>Where a row stands in a feed, for the step that goes on behind it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its row, among those of one number.</param>
internal readonly record struct FeedPlace(long Seq, long Id);

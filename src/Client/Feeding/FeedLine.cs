namespace Thresher.Client.Feeding;

/// <summary>One seed with the place it stands at.</summary>
/// <param name="Source">File, stdin, template or argument, for messages.</param>
/// <param name="Number">Line (or argument, or number in the template), from 1.</param>
/// <param name="Text">As written.</param>
/// <param name="IsTooLong">Whether the text is only the beginning of a line that is too long to be a URL.</param>
internal readonly record struct FeedLine(string Source, long Number, string Text, bool IsTooLong = false);

using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>One line of a seed file that is to be seeded or reported.</summary>
/// <param name="Number">Line number from 1, blank lines and comments counted.</param>
/// <param name="Text">The line without the white space around it; of an over-long line its first characters.</param>
/// <param name="Problem">Why it is malformed regardless of its text, as the end of a sentence: too long, or not UTF-8; otherwise null.</param>
/// <param name="EndOffset">
/// Bytes of text up to and including the line's end, decompressed where the file is compressed: the position from which to
/// resume once this line is acknowledged.
/// </param>
public readonly record struct SeedLine(long Number, string Text, string? Problem, long EndOffset)
{
    /// <summary>The position after the line.</summary>
    public SeedPosition End => new(EndOffset, Number);
}

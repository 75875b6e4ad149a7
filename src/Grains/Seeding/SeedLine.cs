namespace Thresher.Seeding;

/// <summary>One line of a seed file that is to be seeded or reported.</summary>
/// <param name="Number">Line number from 1, blank lines and comments counted.</param>
/// <param name="Text">The line without the white space around it; of an over-long line its first characters.</param>
/// <param name="IsTooLong">Whether the line is longer than <see cref="SeedFile.MaxLineBytes"/>: it is malformed, not a seed.</param>
/// <param name="EndOffset">
/// Bytes of text up to and with the line's end, decompressed where the file is compressed: the place from which to go on
/// once this line is acknowledged.
/// </param>
public readonly record struct SeedLine(long Number, string Text, bool IsTooLong, long EndOffset);

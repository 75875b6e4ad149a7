using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>The kept part of one CSV record.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Fields">The kept field, or all; empty when the record is too short to have it.</param>
/// <param name="IsComplete">Whether the record has the kept field.</param>
/// <param name="IsTooLong">Whether a kept field is longer than <see cref="SeedFile.MaxLineBytes"/> and cut.</param>
/// <param name="IsUtf8">Whether the kept field is UTF-8.</param>
/// <param name="IsOpen">Whether the file ended inside its quotes.</param>
/// <param name="After">The position after it.</param>
internal readonly record struct CsvRecord(
    long Line, IReadOnlyList<string> Fields, bool IsComplete, bool IsTooLong, bool IsUtf8, bool IsOpen, SeedPosition After);

namespace Thresher.Client.Exporting.Columns;

/// <summary>A column as users see it, independent of the row type; docs/exports.md is written from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Meaning">What it holds, as a line of documentation.</param>
/// <param name="Unit">The unit of a number; null where it has none.</param>
internal sealed record ColumnShape(string Name, ColumnType Type, string Meaning, string? Unit = null);

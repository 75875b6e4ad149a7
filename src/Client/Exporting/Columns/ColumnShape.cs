namespace Thresher.Client.Exporting.Columns;

/// <summary>A column's name and type, independent of the row type.</summary>
internal sealed record ColumnShape(string Name, ColumnType Type);

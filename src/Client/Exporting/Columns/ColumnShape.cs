namespace Thresher.Client.Exporting.Columns;

/// <summary>A column's name and type, whatever row it is of.</summary>
internal sealed record ColumnShape(string Name, ColumnType Type);

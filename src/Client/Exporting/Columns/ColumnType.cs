namespace Thresher.Client.Exporting.Columns;

/// <summary>What an exported column holds.</summary>
internal enum ColumnType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A time.</summary>
    Time,

    /// <summary>A value that is JSON already.</summary>
    Json,
}

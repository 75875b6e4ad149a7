namespace Thresher.Client.Exporting.Columns;

/// <summary>The type of an exported column.</summary>
internal enum ColumnType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A time.</summary>
    Time,

    /// <summary>A value that is already JSON.</summary>
    Json,

    /// <summary>A list of texts, in Parquet alone.</summary>
    Texts,
}

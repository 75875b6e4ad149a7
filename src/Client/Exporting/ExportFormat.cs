namespace Thresher.Client.Exporting;

/// <summary>The format of an export.</summary>
internal enum ExportFormat
{
    /// <summary>JSON Lines.</summary>
    JsonLines,

    /// <summary>CSV, RFC 4180.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>WARC 1.1, ISO 28500:2017.</summary>
    Warc,
}

namespace Thresher.Client.Producing;

/// <summary>How the seeds stand in a file: one a line, in a column of CSV, or in a field of JSON Lines.</summary>
/// <param name="CsvColumn">Name of the column; null when it is no CSV.</param>
/// <param name="JsonField">JSON Pointer of the field; null when it is no JSON Lines.</param>
internal sealed record SeedFormat(string? CsvColumn = null, string? JsonField = null)
{
    /// <summary>Tells one way of reading from another in the key of a source.</summary>
    public override string ToString() => CsvColumn is not null ? $"#csv={CsvColumn}" : JsonField is not null ? $"#json={JsonField}" : "";
}

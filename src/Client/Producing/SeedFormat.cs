namespace Thresher.Client.Producing;

/// <summary>The format of a seed file: one URL a line, a column of CSV, or a field of JSON Lines.</summary>
/// <param name="CsvColumn">Name of the column; null when the file is not CSV.</param>
/// <param name="JsonField">JSON Pointer of the field; null when the file is not JSON Lines.</param>
internal sealed record SeedFormat(string? CsvColumn = null, string? JsonField = null)
{
    /// <summary>Distinguishes formats in the key of a source.</summary>
    public override string ToString() => CsvColumn is not null ? $"#csv={CsvColumn}" : JsonField is not null ? $"#json={JsonField}" : "";
}

namespace Thresher.Extraction.Extractors;

/// <summary>One record made in C#.</summary>
/// <param name="Value">An object with properties, or a dictionary; written as JSON with names in camel case.</param>
public sealed record ExtractedRecord(object Value)
{
    /// <summary>What is wrong with it; a record with errors is stored as invalid.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Name of the record, where it is not the extractor's.</summary>
    public string? Rule { get; init; }
}

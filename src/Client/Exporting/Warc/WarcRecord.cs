namespace Thresher.Client.Exporting.Warc;

/// <summary>One record of a WARC file (ISO 28500:2017). The writer adds the fields that are common to all records.</summary>
/// <param name="Type"><c>WARC-Type</c>.</param>
/// <param name="Id"><c>WARC-Record-ID</c>.</param>
/// <param name="Date"><c>WARC-Date</c>: when the response was complete.</param>
/// <param name="ContentType"><c>Content-Type</c> of the block; null for an empty block.</param>
internal sealed record WarcRecord(string Type, Guid Id, DateTimeOffset Date, string? ContentType)
{
    /// <summary>Further fields, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>The beginning of the block: a message's head.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>The rest of the block.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A record id as fields write it.</summary>
    public static string Uri(Guid id) => $"<urn:uuid:{id}>";
}

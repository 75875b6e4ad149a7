namespace Thresher.Client.Exporting.Warc;

/// <summary>A payload in the file.</summary>
/// <param name="Record">The record that contains it.</param>
/// <param name="Target">That record's <c>WARC-Target-URI</c>.</param>
/// <param name="Date">That record's <c>WARC-Date</c>.</param>
/// <param name="Digest">Its <c>WARC-Payload-Digest</c>.</param>
internal sealed record Payload(Guid Record, string Target, DateTimeOffset Date, string Digest);

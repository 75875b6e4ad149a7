namespace Thresher.Client.Printing;

/// <summary>The document of a command that changed some rows: <c>retry --json</c>.</summary>
internal sealed record CountDocument(string Crawl, long Count);

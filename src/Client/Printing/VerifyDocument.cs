namespace Thresher.Client.Printing;

/// <summary>The document of <c>verify --json</c>.</summary>
internal sealed record VerifyDocument(string Crawl, bool Ok, long Urls, long Pages, IReadOnlyList<string> Problems);

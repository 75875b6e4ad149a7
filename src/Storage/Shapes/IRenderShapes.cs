namespace Thresher.Storage.Shapes;

/// <summary>
/// What crawls have found of pages that they rendered to compare: whether scripts make a difference, by host and shape of URL. It is
/// written with the page that tells (<see cref="Rows.UrlCompletion.Shape"/>).
/// </summary>
public interface IRenderShapes
{
    /// <summary>What a crawl has found of a domain.</summary>
    Task<IReadOnlyList<ShapeEvidence>> ReadAsync(long crawlId, string domain, CancellationToken cancellationToken);
}

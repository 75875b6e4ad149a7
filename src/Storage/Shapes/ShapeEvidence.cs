namespace Thresher.Storage.Shapes;

/// <summary>What a crawl has found of the pages of one shape.</summary>
/// <param name="Shape">The shape of their URLs.</param>
/// <param name="Compared">Pages that were compared, as fetched and as rendered; old ones count half.</param>
/// <param name="Differed">Those of them that differed.</param>
public sealed record ShapeEvidence(string Shape, int Compared, int Differed)
{
    /// <summary>Pages at which the counts are halved, so that a site that changes is believed.</summary>
    public const int Most = 64;
}

/// <summary>What one page tells of its shape.</summary>
/// <param name="Domain">Domain key.</param>
/// <param name="Shape">The shape of its URL.</param>
/// <param name="Differs">Whether it differed.</param>
public sealed record ShapeUpdate(string Domain, string Shape, bool Differs);

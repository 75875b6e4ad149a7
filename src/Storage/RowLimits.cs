namespace Thresher.Storage;

/// <summary>How many rows a step takes at most, so that no transaction holds its locks for long and no reader its memory.</summary>
public static class RowLimits
{
    /// <summary>URLs moved in one transaction, or removed from PostgreSQL.</summary>
    public const int Moved = 5_000;

    /// <summary>URLs that a transaction of SQLite looks at when it removes a crawl.</summary>
    public const int Removed = 40_000;

    /// <summary>Stored pages looked at in one step of a refresh.</summary>
    public const int Refreshed = 2_000;

    /// <summary>Domains freed in one transaction, each with the URLs that its owner had leased.</summary>
    public const int Domains = 200;

    /// <summary>URLs of an earlier schema rewritten in one transaction: crawls run beside it.</summary>
    public const int Rewritten = 2_000;

    /// <summary>Records read in one step.</summary>
    public const int Items = 2_000;

    /// <summary>Rows with a page's text among them, read in one step.</summary>
    public const int Pages = 500;
}

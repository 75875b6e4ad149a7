using Thresher.Extraction.Sources;

namespace Thresher.Extraction.Extractors;

/// <summary>
/// Extraction in C#. Implement it in a class with a parameterless constructor and name the assembly in the job's
/// <c>extractors</c>, or register it in your own host's services. One instance serves all pages, several at a time. What it
/// returns is committed with the page, in one transaction, as the records of rules are.
/// </summary>
public interface IPageExtractor
{
    /// <summary>Name of the records, unless one says otherwise; as names of rules are written.</summary>
    string Name { get; }

    /// <summary>Whether it reads such a page. Asked of every page, before anything is parsed: look at its URL and type only.</summary>
    bool Wants(PageSource page);

    /// <summary>
    /// The page's records, in order. An exception ends them and is stored as an invalid record with its message; it fails
    /// neither the page nor the crawl.
    /// </summary>
    IEnumerable<ExtractedRecord> Extract(PageSource page);
}

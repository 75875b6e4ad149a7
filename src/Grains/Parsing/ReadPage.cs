using Thresher.Extraction.Reading;
using Thresher.Web.Pages;

namespace Thresher.Grains.Parsing;

/// <summary>What was made of a fetched page.</summary>
/// <param name="Parsed">The parsed page; null when it is not HTML.</param>
/// <param name="Reading">What rules and extractors read.</param>
public sealed record ReadPage(ParsedPage? Parsed, PageReading Reading)
{
    /// <summary>What it needs to be shown, as written, where the crawl asks for it.</summary>
    public IReadOnlyList<string> Requisites { get; init; } = [];

    /// <summary>Whether it needs more than the limit of links.</summary>
    public bool RequisitesCut { get; init; }
}

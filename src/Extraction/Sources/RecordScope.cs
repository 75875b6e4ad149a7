using AngleSharp.Dom;
using Newtonsoft.Json.Linq;

namespace Thresher.Extraction.Sources;

/// <summary>Where one record is read from: an element or a JSON value of a page, or all of it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Node">The record's element, or the document; null without a tree.</param>
/// <param name="Json">The record's JSON value; null for HTML.</param>
/// <param name="IsWhole">Whether the record is the whole page.</param>
internal readonly record struct RecordScope(PageSource Page, IParentNode? Node, JToken? Json, bool IsWhole)
{
    /// <summary>The place of <see cref="Node"/> in <see cref="PageSource.Dom"/>; -1 for all of the page.</summary>
    public int Element { get; init; } = -1;

    /// <summary>The record's element in the page's plain tree, -1 for all of the page; null where the record is read from <see cref="Node"/>.</summary>
    public int? Plain { get; init; }
}

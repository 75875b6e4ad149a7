using AngleSharp.Dom;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Sources;

namespace QuoteExtractor;

/// <summary>
/// Extraction in C#, to copy: the quotes of https://quotes.toscrape.com/, each with its author and tags, and how many words
/// it has, which no rule of a job file could say.
/// </summary>
public sealed class Quotes : IPageExtractor
{
    /// <inheritdoc/>
    public string Name => "quote";

    /// <inheritdoc/>
    public bool Wants(PageSource page) => page.IsHtml;

    /// <inheritdoc/>
    public IEnumerable<ExtractedRecord> Extract(PageSource page)
    {
        foreach (var quote in page.Tree?.QuerySelectorAll(".quote") ?? Enumerable.Empty<IElement>())
        {
            var text = quote.QuerySelector(".text")?.TextContent.Trim('“', '”', ' ') ?? "";
            var author = quote.QuerySelector(".author")?.TextContent.Trim();
            yield return new ExtractedRecord(new
            {
                Text = text,
                Author = author,
                Words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length,
                Tags = quote.QuerySelectorAll(".tag").Select(tag => tag.TextContent),
                Link = quote.QuerySelector("a") is { } link ? page.Resolve(link.GetAttribute("href") ?? "") : null,
            })
            {
                Errors = author is null ? ["author: missing"] : [],
            };
        }
    }
}

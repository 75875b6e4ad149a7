using Thresher.Storage.Rows;

namespace Thresher.Client.Watching;

/// <summary>What of a crawl the live view shows.</summary>
/// <param name="Page">The page.</param>
/// <param name="Failures">The URLs of <see cref="ViewPage.Failures"/>.</param>
/// <param name="HasKeys">Whether keys can be pressed, which a line at the end then names.</param>
internal sealed record ProgressBoardPage(ViewPage Page, IReadOnlyList<UrlRow> Failures, bool HasKeys)
{
    /// <summary>The first page, where nobody can ask for another.</summary>
    public static ProgressBoardPage First { get; } = new(ViewPage.Crawl, [], false);
}

using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Shapes;
using Thresher.Web.Cookies;
using Thresher.Web.Urls;

namespace Thresher.Storage.Rows;

/// <summary>
/// The end of one lease: the URL's next state with all that must be committed with it. Applied only while the row
/// is leased under the same epoch, so a second completion of the same lease changes nothing.
/// </summary>
public sealed record UrlCompletion
{
    /// <summary>Times that a URL whose redirects lead in a circle is asked again with other cookies.</summary>
    public const int MostTurns = 5;

    /// <summary>Row of the URL.</summary>
    public required long UrlId { get; init; }

    /// <summary>Crawl of the URL.</summary>
    public required long CrawlId { get; init; }

    /// <summary>Domain of the URL, as acquired.</summary>
    public required long DomainId { get; init; }

    /// <summary>Epoch under which it was leased.</summary>
    public required long Epoch { get; init; }

    /// <summary>
    /// The state it moves to. <see cref="UrlState.Leased"/> ends nothing: links are accepted, as often as one likes,
    /// while the lease goes on.
    /// </summary>
    public required UrlState State { get; init; }

    /// <summary>Why.</summary>
    public required FetchOutcome Outcome { get; init; }

    /// <summary>HTTP status, 0 when no response came.</summary>
    public int Status { get; init; }

    /// <summary>Not before, Unix milliseconds; only with <see cref="UrlState.Retrying"/>.</summary>
    public long DueAt { get; init; }

    /// <summary>The page; only with <see cref="UrlState.Fetched"/>.</summary>
    public PageRow? Page { get; init; }

    /// <summary>The page's records; only with a page, whose earlier records they replace.</summary>
    public IReadOnlyList<ItemRow> Items { get; init; } = [];

    /// <summary>The stored page was looked at again; only with <see cref="FetchOutcome.NotModified"/>.</summary>
    public PageCheck? Check { get; init; }

    /// <summary>Links to accept (or the target of a redirect), already admitted; at most the job's limit.</summary>
    public IReadOnlyList<NewUrl> Links { get; init; } = [];

    /// <summary>
    /// Where it leads (<see cref="Depths.OutLinks.ToBytes"/>), as far as a shorter way to it would matter there; null for
    /// nowhere, or when that is as before.
    /// </summary>
    public byte[]? OutLinks { get; init; }

    /// <summary>
    /// What its end says beside the outcome: where it redirects to, which part of a sitemap was given up, which protection refuses it. It is kept as
    /// long as the URL has this outcome.
    /// </summary>
    public string? Note { get; init; }

    /// <summary>The exchange, where it left no page and bodies are kept.</summary>
    public Exchange? Exchange { get; init; }

    /// <summary>What the response changes of the crawl's jar; null for nothing.</summary>
    public CookieUpdate? Cookies { get; init; }

    /// <summary>
    /// The URL that is asked again, where it is stored as redirected and has been so fewer than <see cref="MostTurns"/> times: its redirect
    /// led back here, and cookies have changed on the way. Null for none.
    /// </summary>
    public Hash128? Reopens { get; init; }

    /// <summary>What the page tells of its shape; null where it was not rendered to compare.</summary>
    public ShapeUpdate? Shape { get; init; }

    /// <summary>Whether the page took the process that prepared it with it, which counts as a strike.</summary>
    public bool IsStrike { get; init; }

    /// <summary>Whether anything is stored with it beside the URL's state.</summary>
    public bool BringsAlong => Page is not null || Check is not null || Items.Count > 0 || Links.Count > 0 || Note is not null || Exchange is not null || Cookies is not null || Reopens is not null;

    /// <summary>Rough size in memory, by which a batch is bounded.</summary>
    public long Weight => 512 + (Page?.Body?.LongLength ?? 0) + (Page?.Original?.LongLength ?? 0) + (Page?.Markdown?.LongLength ?? 0) + ((Page?.Head ?? Check?.Head)?.LongLength ?? 0) + (OutLinks?.LongLength ?? 0) + (Exchange?.Head?.LongLength ?? 0) + (Exchange?.Body?.LongLength ?? 0) + (Links.Count * 160L) + Items.Sum(item => 160L + (2 * (item.Json.Length + (item.Errors?.Length ?? 0))));
}

/// <summary>What a response changes of its crawl's jar.</summary>
/// <param name="Site">The registrable domain.</param>
/// <param name="Changes">The changes, at most one of each cookie.</param>
public sealed record CookieUpdate(string Site, IReadOnlyCollection<CookieChange> Changes);

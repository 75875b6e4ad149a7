using System.Text.Json.Serialization;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>One crawl's ledger and speed: the document of <c>status --json</c>.</summary>
[GenerateSerializer, Immutable, Alias("thresher.crawl-status")]
public sealed record CrawlStatus
{
    /// <summary>Name.</summary>
    [Id(0)]
    public required string Crawl { get; init; }

    /// <summary>running, paused, stopped or complete.</summary>
    [Id(1)]
    public required string State { get; init; }

    /// <summary>URLs ever accepted: the sum of the eight counts that follow.</summary>
    [Id(2)]
    public required long Accepted { get; init; }

    /// <summary>Waiting for their domain.</summary>
    [Id(3)]
    public required long Queued { get; init; }

    /// <summary>In a domain's window or in flight.</summary>
    [Id(4)]
    public required long Leased { get; init; }

    /// <summary>Waiting for another try.</summary>
    [Id(5)]
    public required long Retrying { get; init; }

    /// <summary>Pages stored.</summary>
    [Id(6)]
    public required long Fetched { get; init; }

    /// <summary>Redirects.</summary>
    [Id(7)]
    public required long Redirected { get; init; }

    /// <summary>Failed for good.</summary>
    [Id(8)]
    public required long Failed { get; init; }

    /// <summary>Not to be fetched.</summary>
    [Id(9)]
    public required long Excluded { get; init; }

    /// <summary>Kill the process that parses them.</summary>
    [Id(10)]
    public required long Quarantined { get; init; }

    /// <summary>Records extracted.</summary>
    [Id(11)]
    public required long Items { get; init; }

    /// <summary>Decoded bytes of stored pages.</summary>
    [Id(12)]
    public required long Bytes { get; init; }

    /// <summary>Time spent running.</summary>
    [Id(13)]
    public required double Seconds { get; init; }

    /// <summary>Pages stored in each of those seconds.</summary>
    [Id(14)]
    public required double PagesPerSecond { get; init; }

    /// <summary>Records with errors, counted in <see cref="Items"/> too.</summary>
    [Id(15)]
    public long InvalidItems { get; init; }

    /// <summary>Stored pages that the last refresh found unchanged; null while the crawl was never refreshed.</summary>
    [Id(16), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Unchanged { get; init; }

    /// <summary>Stored pages that the last refresh found changed.</summary>
    [Id(17), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Changed { get; init; }

    /// <summary>Stored pages that are gone from their servers; they count as failed.</summary>
    [Id(18), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Gone { get; init; }

    /// <summary>How the last tries of <see cref="Retrying"/> URLs ended, most first, counted over the first thousand of them; null when none waits.</summary>
    [Id(19), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReasonCount>? RetryingFor { get; init; }

    /// <summary>When the next of them is due; null when none waits.</summary>
    [Id(20), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Joins a record and its ledger.</summary>
    public static CrawlStatus Of(CrawlRecord record, CrawlTotals totals)
    {
        var seconds = record.ActiveMs / 1000.0;
        var fetched = totals.Of(UrlState.Fetched);
        var unchanged = totals.Of(UrlState.Fetched, FetchOutcome.NotModified);
        var changed = totals.Of(UrlState.Fetched, FetchOutcome.Changed);
        var gone = totals.Of(UrlState.Failed, FetchOutcome.PageGone);
        var refreshed = unchanged + changed + gone > 0;
        return new CrawlStatus
        {
            Crawl = record.Name,
            State = record.State.ToString().ToLowerInvariant(),
            Accepted = totals.Accepted,
            Queued = totals.Of(UrlState.Queued),
            Leased = totals.Of(UrlState.Leased),
            Retrying = totals.Of(UrlState.Retrying),
            Fetched = fetched,
            Redirected = totals.Of(UrlState.Redirected),
            Failed = totals.Of(UrlState.Failed),
            Excluded = totals.Of(UrlState.Excluded),
            Quarantined = totals.Of(UrlState.Quarantined),
            Items = totals.Items,
            Bytes = totals.Bytes,
            Seconds = seconds,
            PagesPerSecond = seconds > 0 ? Math.Round(fetched / seconds, 2) : 0,
            InvalidItems = totals.Rules.Sum(rule => rule.Invalid),
            Unchanged = refreshed ? unchanged : null,
            Changed = refreshed ? changed : null,
            Gone = refreshed ? gone : null,
        };
    }
}

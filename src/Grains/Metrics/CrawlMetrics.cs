using System.Diagnostics;
using System.Diagnostics.Metrics;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Metrics;

/// <summary>
/// The crawl metrics of this process, by OpenTelemetry's conventions: base units, dotted names. Without a listener a
/// measurement costs one comparison. The meter lives as long as the process.
/// </summary>
public static class CrawlMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Thresher";

    internal static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private static readonly Counter<long> Pages = Meter.CreateCounter<long>(
        "thresher.pages", "{page}", "Pages stored.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "thresher.bytes", "By", "Decoded bytes of stored pages.");

    private static readonly Histogram<double> FetchDuration = Meter.CreateHistogram(
        "thresher.fetch.duration", "s", "From the request's start to its body's end, by outcome.", null, Seconds);

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "thresher.commit.duration", "s", "One transaction of completions.", null, Seconds);

    private static readonly Histogram<int> CommitBatchSize = Meter.CreateHistogram(
        "thresher.commit.batch_size",
        "{completion}",
        "Completions in one transaction.",
        null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });

    private static readonly Histogram<double> PolitenessWait = Meter.CreateHistogram(
        "thresher.politeness.wait",
        "s",
        "How long a URL next in line waited for its host's delay.",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60] });

    private static readonly Counter<long> Leases = Meter.CreateCounter<long>(
        "thresher.leases", "{url}", "URLs leased into the windows of domains.");

    private static readonly Counter<long> Revivals = Meter.CreateCounter<long>(
        "thresher.revivals", "{domain}", "Domains with work due and no owner that the sweep woke.");

    private static readonly Counter<long> SubRequests = Meter.CreateCounter<long>(
        "thresher.page_requests", "{request}", "Requests that pages made while a browser prepared them, by outcome.");

    /// <summary>Whether a listener records how long URLs wait.</summary>
    internal static bool WantsPolitenessWait => PolitenessWait.Enabled;

    internal static void Fetched(FetchOutcome outcome, TimeSpan took)
    {
        if (FetchDuration.Enabled)
        {
            FetchDuration.Record(took.TotalSeconds, new TagList { { "outcome", OutcomeName.Of(outcome) } });
        }
    }

    internal static void SubRequest(FetchOutcome outcome)
    {
        if (SubRequests.Enabled)
        {
            SubRequests.Add(1, new TagList { { "outcome", OutcomeName.Of(outcome) } });
        }
    }

    internal static void Committed(int batch, TimeSpan took)
    {
        CommitBatchSize.Record(batch);
        CommitDuration.Record(took.TotalSeconds);
    }

    internal static void Stored(PageRow page)
    {
        Pages.Add(1);
        Bytes.Add(page.Bytes);
    }

    internal static void Waited(TimeSpan time) => PolitenessWait.Record(time.TotalSeconds);

    internal static void Leased(int urls) => Leases.Add(urls);

    internal static void Revived() => Revivals.Add(1);
}

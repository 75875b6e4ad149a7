using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>How soon orphaned domains were asked again, by the web's own ledger.</summary>
public sealed class Recovery
{
    private readonly List<(DateTimeOffset At, IReadOnlyList<string> Domains)> _orphaned = [];

    /// <summary>These domains lose their silo now.</summary>
    public void Orphan(IReadOnlyList<string> domains) => _orphaned.Add((TimeProvider.System.GetUtcNow(), domains));

    /// <summary>From each orphan's loss to the next request it got, shortest first. One that got none had nothing left.</summary>
    public IReadOnlyList<TimeSpan> Times(LedgerAnalysis ledger) =>
    [
        .. _orphaned
            .SelectMany(loss => loss.Domains.Select(domain => ledger.RequestsTo(domain)
                .Where(request => request.ArrivedAt > loss.At).Select(request => request.ArrivedAt - loss.At).DefaultIfEmpty().First()))
            .Where(time => time > TimeSpan.Zero)
            .Order(),
    ];

    /// <summary>The longest time between two requests to one orphan of which the later came after its loss.</summary>
    public TimeSpan LongestGap(LedgerAnalysis ledger) => _orphaned
        .SelectMany(loss => loss.Domains.SelectMany(domain => ledger.RequestsTo(domain)
            .Zip(ledger.RequestsTo(domain).Skip(1))
            .Where(pair => pair.Second.ArrivedAt > loss.At)
            .Select(pair => pair.Second.Arrived - pair.First.Arrived)))
        .DefaultIfEmpty()
        .Max();

    /// <summary>The given share of the times is at most this.</summary>
    public static TimeSpan Percentile(IReadOnlyList<TimeSpan> sorted, double share) =>
        sorted.Count == 0 ? TimeSpan.Zero : sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}

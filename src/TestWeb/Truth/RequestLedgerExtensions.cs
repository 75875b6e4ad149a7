using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Truth;

/// <summary>Reading a ledger.</summary>
public static class RequestLedgerExtensions
{
    /// <summary>Analyses the entries so far.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="from">The first sequence number to look at.</param>
    public static LedgerAnalysis Analyze(this RequestLedger ledger, long from = 0) => new(ledger.Entries(from));
}

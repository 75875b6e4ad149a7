using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;

namespace Thresher.Tests.Unit.Storage.Rules;

public sealed class LedgerChangesTests
{
    [Theory]
    [InlineData(UrlState.Queued, FetchOutcome.ServerError, FetchOutcome.None)]
    [InlineData(UrlState.Leased, FetchOutcome.ServerError, FetchOutcome.None)]
    [InlineData(UrlState.Retrying, FetchOutcome.ServerError, FetchOutcome.None)]
    [InlineData(UrlState.Fetched, FetchOutcome.Ok, FetchOutcome.Ok)]
    [InlineData(UrlState.Failed, FetchOutcome.ServerError, FetchOutcome.ServerError)]
    public void Counted_PendingUrls_ByStateAlone(UrlState state, FetchOutcome outcome, FetchOutcome counted) =>
        Assert.Equal(counted, LedgerChanges.Counted(state, outcome));

    [Fact]
    public void Changes_OfOneOperation_AreAddedUp()
    {
        var ledger = new Ledger();
        ledger.Accept(crawl: 1, domain: 10);
        ledger.Accept(crawl: 1, domain: 11);
        ledger.Move(1, 10, UrlState.Queued, FetchOutcome.None, UrlState.Leased, FetchOutcome.None);
        ledger.Move(1, 10, UrlState.Leased, FetchOutcome.None, UrlState.Fetched, FetchOutcome.Ok);
        ledger.Store(1, 10, 500);
        ledger.Item(1, "a", 2, 1);
        ledger.Remove(1, 11, UrlState.Queued, FetchOutcome.None, 1, 0);

        Assert.Equal(
            [((1L, UrlState.Fetched, FetchOutcome.Ok), 1L)],
            ledger.Counts.Where(count => count.Value != 0).Select(count => (count.Key, count.Value)));
        Assert.Equal((1L, 2L, 500L), ledger.Total);
        Assert.Equal((0L, true, 500L), (ledger[10].Pending, ledger[10].Wakes, ledger[10].Bytes));
        Assert.Equal(0L, ledger[11].Pending);
    }

    private sealed class Ledger : LedgerChanges
    {
        public IReadOnlyDictionary<(long Crawl, UrlState State, FetchOutcome Outcome), long> Counts => Tallies;

        public (long Accepted, long Items, long Bytes) Total => Totals[1];

        public DomainChanges this[long domain] => Domains[(domain, 1)];
    }
}

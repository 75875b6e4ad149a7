using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>The time since a domain's last request, as its next owner learns it.</summary>
public abstract class QuietContract(StoreHarness harness) : StoreContract(harness)
{
    private const string Domain = "a.example";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>More than the test takes on the slowest machine.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Acquire_NeverOwned_WasNeverAsked()
    {
        await SeededAsync(Domain, 1);
        Assert.True((await AcquireAsync(Domain)).QuietFor > TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task Acquire_OwnerStopped_CountsFromWhatItToldOfTheDomain()
    {
        var crawl = await SeededAsync(Domain, 1);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 1));
        await AcquireAsync(Domain);
        await AcquireAsync("b.example");
        await Owners.ReleaseOwnerAsync(Silo, graceful: true, domain => domain == Domain ? 2 * Hour : Hour, Cancel);

        AssertQuiet(2 * Hour, await AcquireAsync(Domain, Other));
        AssertQuiet(Hour, await AcquireAsync("b.example", Other));
    }

    [Fact]
    public async Task Acquire_OwnerDied_CountsFromWhenItFellSilent()
    {
        await SeededAsync(Domain, 1);
        await AcquireAsync(Domain);
        await Owners.ReleaseOwnerAsync(Silo, graceful: false, _ => Hour, Cancel);
        await Harness.AdvanceAsync(Hour);

        AssertQuiet(2 * Hour, await AcquireAsync(Domain, Other));
    }

    [Fact]
    public async Task Acquire_Disowned_CountsFromThen()
    {
        await SeededAsync(Domain, 1);
        await AcquireAsync(Domain);
        await Owners.DisownAsync(Silo, Domain, Cancel);
        await Harness.AdvanceAsync(Hour);

        AssertQuiet(Hour, await AcquireAsync(Domain, Other));
    }

    [Fact]
    public async Task Acquire_GivenBack_CountsFromWhatItsGrainTold()
    {
        await SeededAsync(Domain, 1);
        var first = await AcquireAsync(Domain);
        await Harness.AdvanceAsync(Hour);
        await Leases.AbandonAsync(first.DomainId, first.Epoch, Now, Hour, Cancel);
        await Harness.AdvanceAsync(Hour);

        var second = await AcquireAsync(Domain, Other);
        AssertQuiet(2 * Hour, second);
        await CompleteAsync(Fetched((await LeaseAsync(second, 1))[0], second));
        Assert.True(await Leases.ReleaseAsync(second.DomainId, second.Epoch, Cancel));

        AssertQuiet(TimeSpan.Zero, await AcquireAsync(Domain));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Acquire_OwnerInBetweenThatCannotHaveAskedToldMore_CountsFromTheLastWhoDid(bool graceful)
    {
        await SeededAsync(Domain, 1);
        var first = await AcquireAsync(Domain);
        await Leases.AbandonAsync(first.DomainId, first.Epoch, Now, TimeSpan.Zero, Cancel);
        await AcquireAsync(Domain, Other);
        await Owners.ReleaseOwnerAsync(Other, graceful, _ => Hour, Cancel);
        AssertQuiet(TimeSpan.Zero, await AcquireAsync(Domain));

        var second = await AcquireAsync(Domain);
        await Leases.AbandonAsync(second.DomainId, second.Epoch, Now, Hour, Cancel);
        AssertQuiet(TimeSpan.Zero, await AcquireAsync(Domain, Other));
    }

    [Fact]
    public async Task Acquire_LeaseRanOut_CountsFromNow()
    {
        await SeededAsync(Domain, 1);
        await AcquireAsync(Domain);
        await Harness.AdvanceAsync(Hour);

        AssertQuiet(TimeSpan.Zero, await AcquireAsync(Domain, Other));
    }

    private static void AssertQuiet(TimeSpan expected, DomainLease lease)
    {
        Assert.True(lease.IsHeld);
        Assert.InRange(lease.QuietFor, expected, expected + Slack);
    }
}

using Thresher.Storage;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>Who owns how much, as the silos balance by it.</summary>
public sealed class SharesTests(PostgresServer server) : StoreContract(new PostgresHarness(server, nameof(SharesTests)))
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Shares_LiveOwners_AreCountedWithTheirPendingDomains()
    {
        await SeededAsync("a.example", 2);
        await SeededAsync("b.example", 1, name: "other");
        await Leases.AcquireAsync("a.example", "one", Lease, Cancel);
        await Leases.AcquireAsync("b.example", "one", Lease, Cancel);
        await Leases.AcquireAsync("empty.example", "one", Lease, Cancel);
        await Fence.ConfirmAsync("newcomer", Lease, Cancel);
        await Fence.ConfirmAsync("revoked", Lease, Cancel);
        await Fence.RevokeAsync("revoked", Cancel);

        var shares = await ((IClusterStore)Store).Shares.SharesAsync(Cancel);

        Assert.Equal([("newcomer", 0), ("one", 2)], shares.OrderBy(owner => owner.Key, StringComparer.Ordinal).Select(owner => (owner.Key, owner.Value)));
    }

    [Fact]
    public async Task Shares_OwnerWhoseLeaseRanOut_IsLeftOut()
    {
        await SeededAsync("a.example", 1);
        await Leases.AcquireAsync("a.example", "one", Lease, Cancel);
        await Harness.AdvanceAsync(Lease * 2);

        Assert.Empty(await ((IClusterStore)Store).Shares.SharesAsync(Cancel));
    }

    private IOwnerFence Fence => ((IClusterStore)Store).Fence;
}

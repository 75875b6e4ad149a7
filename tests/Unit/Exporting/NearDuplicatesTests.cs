using Thresher.Client.Exporting;

namespace Thresher.Tests.Unit.Exporting;

public sealed class NearDuplicatesTests
{
    [Theory]
    [InlineData(0UL, 0)]
    [InlineData(1UL << 63, 1)]
    [InlineData((1UL << 63) | (1UL << 40) | 1UL, 3)]
    [InlineData((1UL << 63) | (1UL << 40) | (1UL << 20) | 1UL, null)]
    public void FindOrAdd_BitsApart_FindsUpToThree(ulong difference, int? bits)
    {
        const ulong hash = 0x0123_4567_89AB_CDEF;
        var pages = new NearDuplicates();
        Assert.Null(pages.FindOrAdd(~hash, 1));
        Assert.Null(pages.FindOrAdd(hash, 2));
        Assert.Equal(bits is null ? null : (2L, bits.Value), pages.FindOrAdd(hash ^ difference, 3));
    }

    [Fact]
    public void FindOrAdd_ManyRandomPages_AgreesWithComparingAll()
    {
        var random = new Random(1);
        var pages = new NearDuplicates();
        var kept = new List<ulong>();
        for (var i = 0; i < 3000; i++)
        {
            var hash = kept.Count > 0 && random.Next(2) == 0
                ? kept[random.Next(kept.Count)] ^ (1UL << random.Next(64)) ^ (1UL << random.Next(64)) ^ (random.Next(2) == 0 ? 0 : 1UL << random.Next(64)) ^ (random.Next(2) == 0 ? 0 : 1UL << random.Next(64))
                : (ulong)random.NextInt64();
            var nearest = kept.Select(other => System.Numerics.BitOperations.PopCount(other ^ hash)).DefaultIfEmpty(64).Min();
            var found = pages.FindOrAdd(hash, i);
            Assert.Equal(nearest <= NearDuplicates.MostBits ? nearest : null, found?.Bits);
            if (found is null)
            {
                kept.Add(hash);
            }
        }
    }
}

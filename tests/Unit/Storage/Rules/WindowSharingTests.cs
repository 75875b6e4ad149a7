using Thresher.Storage.Rules;

namespace Thresher.Tests.Unit.Storage.Rules;

public sealed class WindowSharingTests
{
    [Theory]
    [InlineData(30, new long[] { 50, 50, 50 }, new[] { 10, 10, 10 })]
    [InlineData(10, new long[] { 50, 1 }, new[] { 9, 1 })]
    [InlineData(10, new long[] { 1, 50, 2 }, new[] { 1, 7, 2 })]
    [InlineData(10, new long[] { 1, 0, 2 }, new[] { 1, 0, 2 })]
    [InlineData(11, new long[] { 50, 50, 50 }, new[] { 4, 4, 3 })]
    [InlineData(1, new long[] { 50, 50 }, new[] { 1, 0 })]
    [InlineData(0, new long[] { 50 }, new[] { 0 })]
    public void Share_CrawlsWithSoMuchWaiting_FillsTheWindow(int max, long[] waiting, int[] expected) =>
        Assert.Equal(expected, Run(max, now: 0, waiting, new PageBudgets()));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(999, 0)]
    [InlineData(1_000, 1)]
    [InlineData(2_500, 2)]
    [InlineData(3_000, 0)]
    public void Share_LessRoomThanCrawls_FirstRotatesWithTheClock(long now, int first)
    {
        var given = Run(1, now, [9, 9, 9], new PageBudgets());

        Assert.Equal(first, Array.IndexOf(given, 1));
    }

    [Fact]
    public void Share_LimitOfTheHost_IsNeverExceeded_AndOthersUseTheRest() =>
        Assert.Equal([2, 8, 0], Run(10, now: 0, [50, 50, 50], new PageBudgets(), rooms: [2, 50, -3]));

    [Fact]
    public void Share_LimitOfTheCrawl_IsNeverExceeded_AndOthersUseTheRest()
    {
        var budgets = new PageBudgets();
        budgets.Set(0, 1);
        budgets.Set(2, -5);

        Assert.Equal([1, 9, 0], Run(10, now: 0, [50, 50, 50], budgets));
        Assert.Equal([0, 10, 0], Run(10, now: 0, [50, 50, 50], budgets));
    }

    [Fact]
    public void Share_SeveralWindowsOfOneGroup_ShareACrawlsBudget_AndGiveBackWhatTheyDidNotFind()
    {
        var budgets = new PageBudgets();
        budgets.Set(7, 5);
        WindowSharing[] windows = [new(4, now: 0), new(4, now: 0)];
        Array.ForEach(windows, window => window.Serve(7, long.MaxValue));

        var shares = windows.Select(window => window.Share(budgets).Count).ToArray();
        windows[0].End(shares[0], taken: 1, budgets);
        windows[1].End(shares[1], taken: 1, budgets);
        var again = windows.Select(window => window.Share(budgets).Count).ToArray();

        Assert.Equal([4, 1], shares);
        Assert.Equal([0, 3], again);
    }

    [Fact]
    public void Share_CrawlThatHadLessThanItsShare_IsNotAskedAgain()
    {
        var window = new WindowSharing(10, now: 0);
        window.Serve(1, long.MaxValue);
        window.Serve(2, long.MaxValue);
        var budgets = new PageBudgets();
        window.End(window.Share(budgets).Count, taken: 2, budgets);
        window.End(window.Share(budgets).Count, taken: 5, budgets);

        Assert.Equal((1L, 0), window.Share(budgets));
    }

    private static int[] Run(int max, long now, long[] waiting, PageBudgets budgets, long[]? rooms = null)
    {
        var window = new WindowSharing(max, now);
        for (var crawl = 0; crawl < waiting.Length; crawl++)
        {
            window.Serve(crawl, rooms?[crawl] ?? long.MaxValue);
        }

        var given = new int[waiting.Length];
        while (window.HasTurn)
        {
            var (crawl, count) = window.Share(budgets);
            var taken = (int)Math.Min(count, waiting[crawl] - given[crawl]);
            given[crawl] += taken;
            window.End(count, taken, budgets);
        }

        Assert.True(given.Sum() <= max);
        return given;
    }
}

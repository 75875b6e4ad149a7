using Microsoft.Data.Sqlite;
using Thresher.Storage.Rules;

namespace Thresher.Tests.Unit.Storage.Rules;

public sealed class WakeRulesTests
{
    private const long Now = 1_000_000;
    private static readonly long Limited = Now + (long)WakeRules.LimitedDelay.TotalMilliseconds;

    [Fact]
    public void AfterRelease_NothingWaiting_Never() => Assert.Equal(WakeRules.Never, WakeRules.AfterRelease([], Now));

    [Fact]
    public void AfterRelease_SomethingQueuedOrDue_IsNotReleased()
    {
        Assert.Null(WakeRules.AfterRelease([new(HasRoom: true, HasQueued: true, WakeRules.Never)], Now));
        Assert.Null(WakeRules.AfterRelease([new(HasRoom: true, HasQueued: false, Now)], Now));
    }

    [Fact]
    public void AfterRelease_RetriesOfSeveralCrawls_TheFirstCounts() =>
        Assert.Equal(Now + 7, WakeRules.AfterRelease([new(true, false, Now + 9), new(true, false, Now + 7), new(true, false, WakeRules.Never)], Now));

    [Fact]
    public void AfterRelease_LimitHoldsTheUrlsBack_LooksAgainSoon()
    {
        Assert.Equal(Limited, WakeRules.AfterRelease([new(HasRoom: false, HasQueued: true, Now - 1)], Now));
        Assert.Equal(Limited, WakeRules.AfterRelease([new(false, true, Now), new(true, false, Limited + 1)], Now));
        Assert.Equal(Limited - 1, WakeRules.AfterRelease([new(false, true, Now), new(true, false, Limited - 1)], Now));
    }

    [Theory]
    [InlineData(0, true, 5, WakeRules.Never)]
    [InlineData(0, false, 5, WakeRules.Never)]
    [InlineData(1, true, 5, 5)]
    [InlineData(1, true, WakeRules.Never, Now)]
    [InlineData(1, false, WakeRules.Never, WakeRules.Never)]
    [InlineData(2, false, 5, 5)]
    public void AfterChange_Counts_SetTheTime(long pending, bool wakes, long wakeAt, long expected) =>
        Assert.Equal(expected, Evaluate(WakeRules.AfterChange($"{pending}", wakes ? "1" : "0", $"{wakeAt}", $"min({wakeAt}, {Now})")));

    [Theory]
    [InlineData(3, 42)]
    [InlineData(0, WakeRules.Never)]
    public void AfterOwner_Pending_SinceItWasQuiet(long pending, long expected) =>
        Assert.Equal(expected, Evaluate(WakeRules.AfterOwner($"{pending}", "42")));

    private static long Evaluate(string expression)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {expression}";
        return (long)command.ExecuteScalar()!;
    }
}

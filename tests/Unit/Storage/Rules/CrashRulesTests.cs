using Microsoft.Data.Sqlite;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;

namespace Thresher.Tests.Unit.Storage.Rules;

/// <summary>The transition as it is written for both engines, run on rows of every kind.</summary>
public sealed class CrashRulesTests
{
    private const long Now = 1_000_000;
    private static readonly long Delayed = Now + (long)CrashRules.StrikeDelay.TotalMilliseconds;

    [Theory]
    [InlineData(false, false, 0, UrlState.Queued, FetchOutcome.None, 0)]
    [InlineData(true, false, 2, UrlState.Queued, FetchOutcome.None, 0)]
    [InlineData(false, true, 2, UrlState.Queued, FetchOutcome.None, 0)]
    [InlineData(true, true, 0, UrlState.Retrying, FetchOutcome.None, 1)]
    [InlineData(true, true, 1, UrlState.Retrying, FetchOutcome.None, 1)]
    [InlineData(true, true, 2, UrlState.Quarantined, FetchOutcome.KilledItsProcess, 1)]
    [InlineData(true, true, 7, UrlState.Quarantined, FetchOutcome.KilledItsProcess, 1)]
    public void Assignments_LeaseWhoseOwnerEnded_AreThoseOfTheRule(
        bool parsing, bool counts, int strikes, UrlState state, FetchOutcome outcome, int strike)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            CREATE TABLE urls (state, outcome, due_at, strikes, crashes, parsing);
            INSERT INTO urls VALUES (1, 0, 99, {strikes}, 4, {(parsing ? 1 : 0)});
            UPDATE urls SET {CrashRules.Assignments(counts ? "1" : "0", $"{Now}")};
            SELECT * FROM urls
            """;
        using var row = command.ExecuteReader();
        Assert.True(row.Read());

        Assert.Equal(
            ((long)state, (long)outcome, state == UrlState.Retrying ? Delayed : 0, strikes + strike, counts ? 5L : 4L, 0L),
            (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)));
    }
}

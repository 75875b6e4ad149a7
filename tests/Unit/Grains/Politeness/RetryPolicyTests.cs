using CsCheck;
using Thresher.Grains.Politeness;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class RetryPolicyTests
{
    private static readonly Gen<FetchOutcome> Any = Gen.Int[0, Enum.GetValues<FetchOutcome>().Length - 1].Select(at => Enum.GetValues<FetchOutcome>()[at]);
    private static readonly Gen<FetchOutcome> Passing = Any.Where(RetryPolicy.MayPass);

    [Theory]
    [InlineData(0, 30)]
    [InlineData(1, 120)]
    [InlineData(2, 480)]
    [InlineData(3, 1920)]
    [InlineData(4, 3600)]
    [InlineData(1000, 3600)]
    public void Next_WithoutJitter_IsThirtySecondsTimesFourToTheN(int failedBefore, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Next(FetchOutcome.ServerError, failedBefore, Limits(int.MaxValue), null, 0));

    [Fact]
    public void Next_JobSetsTheWaits_ThoseApply()
    {
        var limits = new CrawlLimits { RetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(10) };

        Assert.Equal([1, 4, 10], Enumerable.Range(0, 3).Select(n => RetryPolicy.Next(FetchOutcome.ServerError, n, limits, null, 0)!.Value.TotalSeconds));
    }

    [Fact]
    public void Next_Jitter_OnlyLengthensAndNeverBeyondTheCap() =>
        Gen.Select(Passing, Gen.Int[0, 50], Gen.Double[0, 1]).Sample((outcome, failedBefore, jitter) =>
        {
            var plain = RetryPolicy.Next(outcome, failedBefore, Limits(100), null, 0)!.Value;
            var wait = RetryPolicy.Next(outcome, failedBefore, Limits(100), null, jitter)!.Value;
            return plain <= wait && wait <= plain * 1.25 && wait <= TimeSpan.FromHours(1);
        });

    [Fact]
    public void Next_RetryAfter_IsTheLeastUpToADay() =>
        Gen.Select(Passing, Gen.Int[0, 50], Gen.Double[0, 1], Gen.Long[-1_000_000, 10_000_000]).Sample((outcome, failedBefore, jitter, seconds) =>
        {
            var asked = TimeSpan.FromSeconds(seconds);
            var wait = RetryPolicy.Next(outcome, failedBefore, Limits(100), asked, jitter)!.Value;
            var day = TimeSpan.FromHours(24);
            return wait >= (asked < day ? asked : day) && wait <= day && wait >= TimeSpan.Zero;
        });

    [Fact]
    public void Next_RetryAfter_ReplacesTheFirstStepOnly()
    {
        var second = TimeSpan.FromSeconds(1);
        Assert.Equal(second, RetryPolicy.Next(FetchOutcome.TooManyRequests, 0, Limits(3), second, 0));
        Assert.Equal(TimeSpan.FromSeconds(30), RetryPolicy.Next(FetchOutcome.TooManyRequests, 1, Limits(3), second, 0));
        Assert.Equal(TimeSpan.FromSeconds(120), RetryPolicy.Next(FetchOutcome.TooManyRequests, 2, Limits(3), second, 0));
    }

    [Fact]
    public void Next_RetriesUsedUp_IsNone() =>
        Gen.Select(Any, Gen.Int[0, 10], Gen.Int[0, 10]).Sample((outcome, failedBefore, retries) =>
            RetryPolicy.Next(outcome, failedBefore, Limits(retries), null, 0) is not null == (RetryPolicy.MayPass(outcome) && failedBefore < retries));

    [Fact]
    public void MayPass_Outcomes_AreThese() => Assert.Equal(
        [
            FetchOutcome.TooManyRequests, FetchOutcome.ServerError, FetchOutcome.DnsFailure, FetchOutcome.ConnectFailure,
            FetchOutcome.ConnectTimeout, FetchOutcome.FirstByteTimeout, FetchOutcome.TotalTimeout, FetchOutcome.BodyIncomplete,
            FetchOutcome.ProtocolError, FetchOutcome.RobotsUnreachable, FetchOutcome.DnsNameNotFound, FetchOutcome.BodyTooSlow,
            FetchOutcome.Challenge, FetchOutcome.Blocked, FetchOutcome.LoginFailed, FetchOutcome.RenderTimeout, FetchOutcome.BrowserDied, FetchOutcome.NoBrowser,
            FetchOutcome.ProxyUnreachable, FetchOutcome.ProxyFailed, FetchOutcome.NoResponse, FetchOutcome.InternalError,
        ],
        Enum.GetValues<FetchOutcome>().Where(RetryPolicy.MayPass).OrderBy(outcome => outcome is FetchOutcome.NoResponse or FetchOutcome.InternalError).ThenBy(outcome => outcome));

    [Fact]
    public void BlamesHost_Outcomes_AreThoseThatMayPassAndTlsAndRefusingProxiesAndNoFaultOfOurs() => Assert.Equal(
        Enum.GetValues<FetchOutcome>().Where(outcome =>
            (RetryPolicy.MayPass(outcome) || outcome is FetchOutcome.TlsFailure or FetchOutcome.ProxyRefused) && outcome is not (FetchOutcome.InternalError or FetchOutcome.RenderTimeout or FetchOutcome.BrowserDied or FetchOutcome.NoBrowser)),
        Enum.GetValues<FetchOutcome>().Where(RetryPolicy.BlamesHost));

    [Fact]
    public void Believed_AnyDuration_IsBetweenNothingAndADay() =>
        Gen.Long.Select(TimeSpan.FromTicks).Sample(asked =>
        {
            var believed = RetryPolicy.Believed(asked);
            return believed >= TimeSpan.Zero && believed <= TimeSpan.FromHours(24) && (asked < TimeSpan.Zero || asked > TimeSpan.FromHours(24) || believed == asked);
        });

    [Fact]
    public void Believed_None_IsZero() => Assert.Equal(TimeSpan.Zero, RetryPolicy.Believed(null));

    private static CrawlLimits Limits(int retries) => new() { Retries = retries };
}

using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Jobs.Outcomes;

public sealed class OutcomeAdviceTests
{
    [Fact]
    public void Cause_OfWhatKeepsFromAServer_IsTold() => Assert.All(
        Enum.GetValues<FetchOutcome>().Where(outcome => OutcomeAdvice.IsUnreached(outcome) || RetryPolicy.MayPass(outcome) && RetryPolicy.BlamesHost(outcome) && outcome != FetchOutcome.BodyIncomplete),
        outcome => Assert.NotNull(OutcomeAdvice.Cause(outcome)));

    [Fact]
    public void Remedy_OfWhatIsFinalForAHost_IsTold() => Assert.All(
        new[] { FetchOutcome.PrivateAddress, FetchOutcome.BlockedPort, FetchOutcome.TlsFailure },
        outcome => Assert.NotNull(OutcomeAdvice.Remedy(outcome)));
}

using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Jobs.Outcomes;

public sealed class OutcomeTraitsTests
{
    [Fact]
    public void Cause_OfWhatKeepsFromAServer_IsTold() => Assert.All(
        Enum.GetValues<FetchOutcome>().Where(outcome => OutcomeTraits.Of(outcome) is { IsUnreached: true } or { MayPass: true, BlamesHost: true }),
        outcome => Assert.NotNull(OutcomeTraits.Of(outcome)!.Cause));

    [Fact]
    public void Remedy_OfWhatIsFinalForAHost_IsTold() => Assert.All(
        new[] { FetchOutcome.PrivateAddress, FetchOutcome.BlockedPort, FetchOutcome.TlsFailure },
        outcome => Assert.NotNull(OutcomeTraits.Of(outcome)!.Remedy));
}

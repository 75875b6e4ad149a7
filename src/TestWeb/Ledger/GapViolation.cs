namespace Thresher.TestWeb.Ledger;

/// <summary>Two consecutive requests to one host that were too close.</summary>
/// <param name="Earlier">The request that came first.</param>
/// <param name="Later">The next request to the same host.</param>
/// <param name="Gap">From one arrival to the next.</param>
public sealed record GapViolation(RequestEntry Earlier, RequestEntry Later, TimeSpan Gap)
{
    /// <summary>One line that names the requests and how close they were.</summary>
    public override string ToString() =>
        $"{Later.Host}: {Gap.TotalMilliseconds:F1} ms between #{Earlier.Sequence} {Earlier.Target} and #{Later.Sequence} {Later.Target}";
}

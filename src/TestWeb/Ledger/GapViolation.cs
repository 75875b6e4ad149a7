namespace Thresher.TestWeb.Ledger;

/// <summary>Two consecutive requests to one host that were too close, by the clock of the server that had them.</summary>
/// <param name="Earlier">The request that came first.</param>
/// <param name="Later">The next request to the same host.</param>
/// <param name="Gap">From one arrival to the next.</param>
/// <param name="Owed">What the gap had to be.</param>
public sealed record GapViolation(RequestEntry Earlier, RequestEntry Later, TimeSpan Gap, TimeSpan Owed)
{
    /// <summary>One line that names the requests, how close they were and by how much too close.</summary>
    public override string ToString() =>
        $"{Later.Host}: {Gap.TotalMilliseconds:F1} ms of {Owed.TotalMilliseconds:F1}, {(Owed - Gap).TotalMilliseconds:F1} too few, between "
        + $"#{Earlier.Sequence} {Earlier.Target} and #{Later.Sequence} {Later.Target}";
}

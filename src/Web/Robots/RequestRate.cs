namespace Thresher.Web.Robots;

/// <summary>A <c>Request-rate</c> line (an extension, not in RFC 9309). Hours that it names are passed over: keeping the rate at all hours is more polite.</summary>
/// <param name="Requests">Requests allowed in each period, ≥ 1.</param>
/// <param name="Per">The period, 1 s to 1 day.</param>
public readonly record struct RequestRate(int Requests, TimeSpan Per)
{
    /// <summary>The even spacing between two requests that keeps to the rate.</summary>
    public TimeSpan Interval => Per / Requests;
}

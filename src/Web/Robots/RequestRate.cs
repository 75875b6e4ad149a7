namespace Thresher.Web.Robots;

/// <summary>A <c>Request-rate</c> line (an extension, not in RFC 9309).</summary>
/// <param name="Requests">Requests allowed in each period, ≥ 1.</param>
/// <param name="Per">The period, 1 s to 1 day.</param>
/// <param name="Window">When the site wants it kept; null for always. It is kept at all hours: that is more polite.</param>
public readonly record struct RequestRate(int Requests, TimeSpan Per, DailyWindow? Window)
{
    /// <summary>The even spacing between two requests that keeps to the rate.</summary>
    public TimeSpan Interval => Per / Requests;
}

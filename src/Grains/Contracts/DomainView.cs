namespace Thresher.Grains.Contracts;

/// <summary>A domain grain as people see it.</summary>
/// <param name="Domain">Domain key.</param>
/// <param name="Activity">What it does, in a word or two.</param>
/// <param name="Window">URLs leased and not dispatched.</param>
/// <param name="InFlight">URLs dispatched and not committed.</param>
/// <param name="OnWire">Requests on the wire.</param>
/// <param name="Delay">Least time between two requests, as applied now.</param>
/// <param name="NotBefore">When the host may be asked again at the earliest, Unix milliseconds; 0 for no such time.</param>
/// <param name="FailuresInARow">Failures since the last success or closing of the breaker.</param>
/// <param name="Epoch">Epoch under which it owns its domain; 0 when it does not.</param>
/// <param name="Fetched">Fetches since it was activated.</param>
[GenerateSerializer, Immutable, Alias("thresher.domain-view")]
public sealed record DomainView(
    [property: Id(0)] string Domain,
    [property: Id(1)] string Activity,
    [property: Id(2)] int Window,
    [property: Id(3)] int InFlight,
    [property: Id(4)] int OnWire,
    [property: Id(5)] TimeSpan Delay,
    [property: Id(6)] long NotBefore,
    [property: Id(7)] int FailuresInARow,
    [property: Id(8)] long Epoch,
    [property: Id(9)] long Fetched)
{
    /// <summary>The <see cref="Activity"/> of one that gives its domain back, to another silo or to nobody.</summary>
    public const string Leaving = "leaving";

    /// <summary>Why the host may not be asked before <see cref="NotBefore"/>.</summary>
    [Id(10)]
    public HoldReason Hold { get; init; }

    /// <summary>Closings of the breaker since the host last answered.</summary>
    [Id(11)]
    public int Closings { get; init; }
}

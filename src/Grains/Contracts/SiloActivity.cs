namespace Thresher.Grains.Contracts;

/// <summary>What one silo does at a moment.</summary>
/// <param name="Silo">Its name.</param>
/// <param name="InFlight">URLs dispatched and not committed.</param>
/// <param name="Domains">Domain grains active.</param>
/// <param name="Committed">Completions committed since it started.</param>
/// <param name="Busiest">Some of its domains, those with most in flight first.</param>
[GenerateSerializer, Immutable, Alias("thresher.silo-activity")]
public sealed record SiloActivity(
    [property: Id(0)] string Silo,
    [property: Id(1)] int InFlight,
    [property: Id(2)] int Domains,
    [property: Id(3)] long Committed,
    [property: Id(4)] IReadOnlyList<DomainView> Busiest)
{
    /// <summary>Some of its domains whose hosts are held, those held longest first; they need not be active.</summary>
    [Id(5)]
    public IReadOnlyList<DomainView> Held { get; init; } = [];

    /// <summary>The proxies that it has used, of all crawls.</summary>
    [Id(6)]
    public IReadOnlyList<ProxyActivity> Proxies { get; init; } = [];

    /// <summary>What several silos report of a crawl's proxies, added up, in the order of their names.</summary>
    public static IReadOnlyList<ProxyActivity> ProxiesOf(long crawlId, IReadOnlyList<SiloActivity> silos) =>
        [.. silos.SelectMany(silo => silo.Proxies).Where(proxy => proxy.CrawlId == crawlId).GroupBy(proxy => proxy.Proxy, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => same.Aggregate((one, other) => one.With(other)))];

    /// <summary>What several silos report of domains: what one serves goes before what another remembers.</summary>
    public static IReadOnlyDictionary<string, DomainView> Views(IReadOnlyList<SiloActivity> silos) =>
        silos.SelectMany(silo => silo.Busiest).Concat(silos.SelectMany(silo => silo.Held)).DistinctBy(view => view.Domain).ToDictionary(view => view.Domain, StringComparer.Ordinal);
}

/// <summary>How a proxy has behaved for a crawl since its silos began.</summary>
/// <param name="CrawlId">The crawl.</param>
/// <param name="Proxy">The proxy's address, without name and password.</param>
/// <param name="Requests">Requests that were to go by it.</param>
/// <param name="Failures">Those that failed for its sake.</param>
/// <param name="LastError">What it did the last time; null when it never failed.</param>
/// <param name="FailedAt">When that was, Unix milliseconds; null for never.</param>
/// <param name="HeldUntil">Until when others are preferred, Unix milliseconds; null when it is not held.</param>
[GenerateSerializer, Immutable, Alias("thresher.proxy-activity")]
public sealed record ProxyActivity(
    [property: Id(0)] long CrawlId,
    [property: Id(1)] string Proxy,
    [property: Id(2)] long Requests,
    [property: Id(3)] long Failures,
    [property: Id(4)] string? LastError,
    [property: Id(5)] long? FailedAt,
    [property: Id(6)] long? HeldUntil)
{
    /// <summary>Both together.</summary>
    internal ProxyActivity With(ProxyActivity other) => this with
    {
        Requests = Requests + other.Requests,
        Failures = Failures + other.Failures,
        LastError = (other.FailedAt ?? 0) > (FailedAt ?? 0) ? other.LastError : LastError,
        FailedAt = (other.FailedAt ?? 0) > (FailedAt ?? 0) ? other.FailedAt : FailedAt,
        HeldUntil = (other.HeldUntil ?? 0) > (HeldUntil ?? 0) ? other.HeldUntil : HeldUntil,
    };
}

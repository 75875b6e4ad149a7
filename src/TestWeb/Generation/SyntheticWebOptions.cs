using System.Collections.Frozen;

namespace Thresher.TestWeb.Generation;

/// <summary>What a synthetic web looks like. Equal options give an equal web, byte for byte, apart from the port.</summary>
public sealed record SyntheticWebOptions
{
    /// <summary>Everything that looks random follows from this number.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of virtual hosts, 1 to 1,000,000.</summary>
    public int Hosts { get; init; } = 4;

    /// <summary>Numbered pages of each host, its root included, at least 1. Pages behind special pages come on top.</summary>
    public int PagesPerHost { get; init; } = 100;

    /// <summary>Links of an ordinary page, at least 1; the spanning tree may need more than this on some pages.</summary>
    public int LinksPerPage { get; init; } = 8;

    /// <summary>Smallest size of an HTML page in bytes; a page whose links need more is larger.</summary>
    public int MinPageBytes { get; init; } = 1024;

    /// <summary>Largest size to which an HTML page is padded, in bytes.</summary>
    public int MaxPageBytes { get; init; } = 8192;

    /// <summary>Share of a page's extra links that lead to other hosts, 0 to 1. At 0 no host links to another.</summary>
    public double CrossHostLinkShare { get; init; } = 0.1;

    /// <summary>Share of each host's pages per special kind; the sum is at most 0.9, the rest are ordinary pages.
    /// A kind with a share above zero occurs at least once on each host that has room for it.</summary>
    public IReadOnlyDictionary<PageKind, double> Shares { get; init; } = FrozenDictionary<PageKind, double>.Empty;

    /// <summary>The robots.txt of host <c>n</c> is entry <c>n mod count</c>; at least one entry.</summary>
    public IReadOnlyList<RobotsVariant> Robots { get; init; } = [RobotsVariant.AllowAll];

    /// <summary>The delay that <see cref="RobotsVariant.CrawlDelay"/> asks for.</summary>
    public TimeSpan CrawlDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Waited before each answer.</summary>
    public TimeSpan ResponseDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Waited before the first byte of a <see cref="PageKind.SlowStart"/> page and of a slow robots.txt.</summary>
    public TimeSpan SlowDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Waited between the eight pieces of a <see cref="PageKind.Drip"/> body.</summary>
    public TimeSpan DripInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Size of a <see cref="PageKind.Huge"/> body in bytes.</summary>
    public long HugeBytes { get; init; } = 12L * 1024 * 1024;

    /// <summary>Size of a <see cref="PageKind.CompressionBomb"/> after decoding, in bytes; about a thousandth of it is sent.</summary>
    public long BombBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How often at most a page fails before it is served, at least 1; the number is fixed per URL.</summary>
    public int MaxFailuresFirst { get; init; } = 2;

    /// <summary>What <see cref="PageKind.Throttled"/> pages ask for; whole seconds on the wire, rounded up.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How the virtual hosts are called.</summary>
    public HostNaming Naming { get; init; } = HostNaming.LoopbackAddresses;

    /// <summary>The port all hosts share; 0 takes a free one.</summary>
    public int Port { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Hosts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Hosts, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Naming == HostNaming.BenchmarkAddresses ? Hosts : 0, 65_024, nameof(Hosts));
        ArgumentOutOfRangeException.ThrowIfLessThan(PagesPerHost, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LinksPerPage, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MinPageBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPageBytes, MinPageBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(CrossHostLinkShare, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CrossHostLinkShare, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFailuresFirst, 1);
        ArgumentOutOfRangeException.ThrowIfZero(Robots.Count);
        if (Shares.ContainsKey(PageKind.Page) || Shares.Values.Any(share => share is not (>= 0 and <= 1)) || Shares.Values.Sum() > 0.9 + 1e-9)
        {
            throw new ArgumentException("Shares are between 0 and 1, name special kinds only and sum to 0.9 at most.", nameof(Shares));
        }
    }
}

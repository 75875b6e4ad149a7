using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace Thresher.Grains.Configuration;

/// <summary>Holds <see cref="ThresherOptions"/> to the ranges they state: each failure names the option, its value and its range.</summary>
internal sealed class ThresherOptionsValidator : IValidateOptions<ThresherOptions>
{
    private const int MostActiveDomains = 100_000;
    private const long LeastBodies = 16L << 20;
    private const long MostBodies = 64L << 30;
    private const int LargestBatch = 10_000;
    private const long FewestBytes = 64 * 1024;
    private const long MostBytes = 1024 * 1024 * 1024;

    /// <summary>Heartbeats that fit into a lease at least, so that one lost does not end the ownership.</summary>
    private const int BeatsInLease = 3;

    private const long LeastMemory = 64 * 1024 * 1024;
    private const long MostMemory = 64L * 1024 * 1024 * 1024;

    private static readonly TimeSpan ShortestPage = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPage = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestLinger = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ThresherOptions options)
    {
        string?[] problems =
        [
            Range(nameof(options.InFlight), options.InFlight, 1, ThresherOptions.MostInFlight),
            Range(nameof(options.ActiveDomains), options.ActiveDomains, 1, MostActiveDomains),
            string.IsNullOrWhiteSpace(options.Owner) ? Problem(nameof(options.Owner), "empty", "a name that no other silo has") : null,
            Range(nameof(options.DomainLease), options.DomainLease, ShortestLease, LongestLease),
            Range(nameof(options.Heartbeat), options.Heartbeat, ShortestBeat, options.DomainLease / BeatsInLease),
            options.OwnershipTrust == Timeout.InfiniteTimeSpan
                ? null : Range(nameof(options.OwnershipTrust), options.OwnershipTrust, options.Heartbeat * 2, options.DomainLease - ShortestBeat),
            Range(nameof(options.CommitBatch), options.CommitBatch, 1, LargestBatch),
            Range(nameof(options.CommitBytes), options.CommitBytes, FewestBytes, MostBytes),
            Range(nameof(options.CommitLinger), options.CommitLinger, TimeSpan.Zero, LongestLinger),
            options.BodyMemory == 0 ? null : Range(nameof(options.BodyMemory), options.BodyMemory, LeastBodies, MostBodies),
            options.NameServers.FirstOrDefault(server => !IPEndPoint.TryParse(server, out _)) is { } wrong
                ? Problem(nameof(options.NameServers), $"'{wrong}'", "addresses, IP or IP:PORT") : null,
            options.ExtractorDirectory is { Length: > 0 } extractors && !Directory.Exists(extractors)
                ? Problem(nameof(options.ExtractorDirectory), $"'{extractors}'", "a directory that exists, or nothing") : null,
            Range(nameof(options.PageTime), options.PageTime, ShortestPage, LongestPage),
            Range(nameof(options.ExtractorMemory), options.ExtractorMemory, LeastMemory, MostMemory),
        ];
        var failures = problems.OfType<string>().ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? Range<T>(string option, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) < 0 || value.CompareTo(most) > 0 ? Problem(option, Text(value), $"{Text(least)} to {Text(most)}") : null;

    private static string Problem(string option, string value, string range) => $"{ThresherOptions.Section}:{option} is {value}; give it {range}";

    /// <summary>Numbers without separators and times as <c>hh:mm:ss</c>: as they are written in a configuration file.</summary>
    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

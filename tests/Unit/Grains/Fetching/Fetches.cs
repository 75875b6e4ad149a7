using System.Net.Security;
using Thresher.Grains.Fetching;
using Thresher.Grains.Resolving;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>Fetches as the tests make them: generous limits, so that only the one under test can end a fetch.</summary>
internal static class Fetches
{
    public const string Agent = "ThresherTest/1.0 (+https://example.org/bot; a b)";

    private static readonly TimeSpan Ample = TimeSpan.FromMinutes(10);

    public static FetchLimits Limits { get; } = new(Ample, Ample, Ample, 10 * 1024 * 1024, AllowPrivate: true);

    /// <summary>The machine's own network and names.</summary>
    public static SystemNetwork Network { get; } = new(new NameResolver(new MachineNames([], TimeProvider.System), TimeProvider.System));

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static HttpTransport Transport(INetwork? network = null, RemoteCertificateValidationCallback? trust = null, ConnectionPolicy? policy = null) =>
        new(policy ?? new ConnectionPolicy(), network ?? Network, trust);

    /// <summary>One fetch over connections of its own.</summary>
    public static async Task<FetchResponse> GetAsync(string url, FetchLimits? limits = null, INetwork? network = null)
    {
        using var transport = Transport(network);
        return await new HttpFetcher(transport, TimeProvider.System).GetAsync(url, Agent, limits ?? Limits, Cancellation);
    }

    /// <summary>One fetch of what a server sends to every request.</summary>
    public static async Task<FetchResponse> GetAsync(RawServer server, FetchLimits? limits = null)
    {
        await using (server)
        {
            return await GetAsync(server.Url(), limits);
        }
    }
}

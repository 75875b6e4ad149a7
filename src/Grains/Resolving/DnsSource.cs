using DnsClient;
using DnsClient.Protocol;

namespace Thresher.Grains.Resolving;

/// <summary>
/// Asks name servers over the network, without a thread for each question. A server that fails or is silent is followed by
/// the next; the first that knows whether there is such a name is believed.
/// </summary>
/// <param name="settings">Who is asked, read anew for each question.</param>
internal sealed class DnsSource(Func<ResolverSettings> settings) : INameSource
{
    /// <summary>For one server and try; two tries fit into <see cref="NameResolver.Limit"/>.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3.9);

    /// <summary>How long the addresses of one family wait for those of the other (RFC 8305 §3).</summary>
    private static readonly TimeSpan OtherFamily = TimeSpan.FromMilliseconds(250);

    /// <summary>Of a missing name whose answer has no SOA record.</summary>
    private static readonly TimeSpan NoLifetime = TimeSpan.FromSeconds(30);

    private static readonly DnsQueryOptions Options = new()
    {
        UseCache = false,
        Timeout = Timeout,
        Retries = 0,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,

        // RFC 9715: what is longer comes over TCP instead of in fragments.
        ExtendedDnsBufferSize = 1232,
    };

    private readonly LookupClient _client = new(new LookupClientOptions { AutoResolveNameServers = false, UseCache = false });

    /// <inheritdoc/>
    public async Task<NameAnswer> QueryAsync(string name, CancellationToken cancellationToken)
    {
        var current = settings();
        var answer = await OfBothFamiliesAsync(name, current, cancellationToken);
        foreach (var complete in answer.Kind == NameAnswerKind.Missing ? current.Completed(name) : [])
        {
            if (await OfBothFamiliesAsync(complete, current, cancellationToken) is { Kind: NameAnswerKind.Found } found)
            {
                return found;
            }
        }

        return answer;
    }

    private static async Task<NameAnswer> OfBothFamiliesAsync(
        Func<QueryType, Task<NameAnswer>> ask, CancellationToken cancellationToken)
    {
        var old = ask(QueryType.A);
        if (!Ipv6.IsUsable)
        {
            return await old;
        }

        var young = ask(QueryType.AAAA);
        var first = await Task.WhenAny(old, young);
        var one = await first;
        var rest = first == old ? young : old;
        if (one.Kind == NameAnswerKind.Found && await Task.WhenAny(rest, Task.Delay(OtherFamily, cancellationToken)) != rest)
        {
            return one;
        }

        // IPv6 first (RFC 6724 §2.1): addresses of a family that does not work cost an attempt, not the connection.
        var other = await rest;
        return Join(first == young ? one : other, first == young ? other : one);
    }

    private static NameAnswer Join(NameAnswer young, NameAnswer old) => (young.Kind, old.Kind) switch
    {
        (NameAnswerKind.Found, NameAnswerKind.Found) =>
            NameAnswer.Found([.. young.Addresses, .. old.Addresses], young.Lifetime < old.Lifetime ? young.Lifetime : old.Lifetime),
        (NameAnswerKind.Found, _) => young,
        (_, NameAnswerKind.Found) => old,

        // A name without addresses of one family may have some of the other, of which nobody knows.
        (NameAnswerKind.Failed, _) => young,
        _ => old,
    };

    private static NameAnswer Read(IDnsQueryResponse response)
    {
        var addresses = response.Answers.OfType<AddressRecord>().ToArray();
        if (addresses.Length > 0)
        {
            // An alias lives no longer than its target (RFC 2181 §5.2 leaves the rest to the reader).
            var seconds = response.Answers.Where(record => record is AddressRecord or CNameRecord).Min(record => record.InitialTimeToLive);
            return NameAnswer.Found([.. addresses.Select(record => record.Address)], TimeSpan.FromSeconds(seconds));
        }

        var soa = response.Authorities.OfType<SoaRecord>().FirstOrDefault();
        return NameAnswer.Missing(soa is null ? NoLifetime : TimeSpan.FromSeconds(Math.Min(soa.InitialTimeToLive, (double)soa.Minimum)));
    }

    private Task<NameAnswer> OfBothFamiliesAsync(string name, ResolverSettings current, CancellationToken cancellationToken) =>
        OfBothFamiliesAsync(type => AskAsync(name + ".", type, current, cancellationToken), cancellationToken);

    private async Task<NameAnswer> AskAsync(string name, QueryType type, ResolverSettings current, CancellationToken cancellationToken)
    {
        var question = new DnsQuestion(name, type);
        for (var round = 0; round < ResolverSettings.Rounds; round++)
        {
            foreach (var server in current.Servers)
            {
                try
                {
                    var response = await _client.QueryServerAsync([server], question, Options, cancellationToken);
                    if (response.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain)
                    {
                        return Read(response);
                    }
                }
                catch (Exception failure) when (failure is DnsResponseException or System.Net.Sockets.SocketException or IOException or InvalidOperationException)
                {
                    // The next server may know.
                }
            }
        }

        return NameAnswer.Failed;
    }
}

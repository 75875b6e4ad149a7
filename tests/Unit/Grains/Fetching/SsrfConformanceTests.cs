using System.Net;
using System.Text.Json;
using Thresher.Grains.Fetching;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class SsrfConformanceTests
{
    private static readonly FetchLimits Public = Fetches.Limits with { AllowPrivate = false };

    [Fact]
    public void IsPublic_Address_IsAsTheRegistriesSay()
    {
        var wrong = Cases("ip").Where(item => Expected(item) is { } allow && AddressGuard.IsPublic(Address(item)) != allow);
        Assert.Empty(wrong.Select(item => item.GetRawText()));
        Assert.Equal(128, Cases("ip").Count());
        ConformanceTable.Has("ssrf.json", "addresses", 128, 128);
    }

    [Fact]
    public void IsPublic_DeniedNetwork_IsDeniedFromEndToEnd()
    {
        foreach (var item in Cases("network"))
        {
            var network = IPNetwork.Parse(item.GetProperty("cidr").GetString()!);
            Assert.False(AddressGuard.IsPublic(network.BaseAddress), item.GetRawText());
            Assert.False(AddressGuard.IsPublic(Last(network)), item.GetRawText());
        }

        Assert.Equal(36, Cases("network").Count());
        ConformanceTable.Has("ssrf.json", "networks", 36, 36);
    }

    [Fact]
    public async Task GetAsync_Url_ConnectsOnlyWhereAllowed()
    {
        var wrong = new List<string>();
        foreach (var item in Cases("url"))
        {
            // No server: what counts is which addresses a connection would have been tried to.
            var network = new FakeNetwork().With("example.com", ["93.184.215.14"]).With("127.0.0.1.example.com", ["93.184.215.14"]);
            FetchOutcome? outcome = null;
            if (WebUrl.TryParse(item.GetProperty("url").GetString(), null, out var url))
            {
                using var response = await Fetches.GetAsync(url.RequestHref, Public, network);
                outcome = response.Outcome;
            }

            var isRight = Expected(item) switch
            {
                true => outcome == FetchOutcome.ConnectFailure && !network.Dialled.IsEmpty,
                false => outcome is null or FetchOutcome.PrivateAddress or FetchOutcome.BlockedPort && network.Dialled.IsEmpty && network.Asked.IsEmpty,
                null => true,
            };
            if (!isRight || network.Dialled.Any(endPoint => !AddressGuard.IsPublic(endPoint.Address)))
            {
                wrong.Add($"{outcome} {string.Join(", ", network.Dialled)}: {item.GetRawText()}");
            }
        }

        Assert.Empty(wrong);
        ConformanceTable.Has("ssrf.json", "URLs", 61, 61);
        Assert.Equal(61, Cases("url").Count());
    }

    internal static IEnumerable<JsonElement> Cases(string kind)
    {
        using var document = SharedCases.Load("ssrf.json");
        return [.. document.RootElement.GetProperty("cases").EnumerateArray()
            .Where(item => item.GetProperty("kind").GetString() == kind).Select(item => item.Clone())];
    }

    /// <summary>Null where the file leaves it to policy: we unwrap mapped addresses, and deny the local NAT64 prefix.</summary>
    private static bool? Expected(JsonElement item) =>
        item.GetProperty("allow").ValueKind == JsonValueKind.Null ? null : item.GetProperty("allow").GetBoolean();

    private static IPAddress Address(JsonElement item) => IPAddress.Parse(item.GetProperty("address").GetString()!);

    private static IPAddress Last(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}

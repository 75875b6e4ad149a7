using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Fetching;
using Thresher.Grains.Requests;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>What requests carry besides the usual, on the wire, and that secrets are not kept.</summary>
public sealed class FetchExtrasTests
{
    private const string Secret = "s3cret-value";

    private static RequestExtras Extras { get; } = new()
    {
        Profile = new HostProfile([new("X-A", "1"), new("Accept", "text/plain")], [new("Authorization", $"Bearer {Secret}"), new("X-Key", Secret)], null),
    };

    [Fact]
    public async Task GetAsync_WithFields_SendsEachOnce_AndKeepsNoSecret()
    {
        await using var server = RawServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var transport = Fetches.Transport();
        using var response = await new HttpFetcher(transport, TimeProvider.System)
            .GetAsync(server.Url(), Fetches.Agent, Fetches.Limits with { KeepHeads = true }, Fetches.Cancellation, extras: Extras);

        var sent = Assert.Single(server.Heads).Split("\r\n");
        Assert.Single(sent, "X-A: 1");
        Assert.Single(sent, $"Authorization: Bearer {Secret}");
        Assert.Single(sent, $"X-Key: {Secret}");
        Assert.Equal("Accept: text/plain", Assert.Single(sent, line => line.StartsWith("Accept:", StringComparison.Ordinal)));

        var kept = response.Head!.Request;
        Assert.Equal(string.Join("\r\n", sent).Replace($"Bearer {Secret}", HiddenFields.Mark, StringComparison.Ordinal).Replace(Secret, HiddenFields.Mark, StringComparison.Ordinal), kept);
    }

    [Fact]
    public async Task GetAsync_FailsAfterSending_KeepsNoSecretEither()
    {
        await using var server = RawServer.Start("");
        using var transport = Fetches.Transport();
        using var response = await new HttpFetcher(transport, TimeProvider.System)
            .GetAsync(server.Url(), Fetches.Agent, Fetches.Limits with { KeepHeads = true }, Fetches.Cancellation, extras: Extras);
        Assert.Equal(FetchOutcome.NoResponse, response.Outcome);
        Assert.Contains($"X-Key: {HiddenFields.Mark}\r\n", response.Head!.Request, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, response.Head.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_ClientCertificate_IsShownToItsHostAlone_OnAConnectionOfItsOwn()
    {
        using var certificate = RawServer.SelfSigned("secure.test");
        using var own = RawServer.SelfSigned("crawler");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync($"{context.Connection.ClientCertificate?.Thumbprint ?? "none"} {context.Request.Protocol}"));
        await app.StartAsync(Fetches.Cancellation);
        var network = new FakeNetwork(new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.Single()).Port)).With("secure.test", ["10.0.0.1"]);
        using var transport = Fetches.Transport(network, trust: (_, _, _, errors) => errors != SslPolicyErrors.None);
        var fetcher = new HttpFetcher(transport, TimeProvider.System);

        var told = new List<string>();
        foreach (var extras in new[] { null, new RequestExtras { Profile = new HostProfile([], [], own) }, null })
        {
            using var response = await fetcher.GetAsync("https://secure.test/", Fetches.Agent, Fetches.Limits, Fetches.Cancellation, extras: extras);
            told.Add(System.Text.Encoding.ASCII.GetString(response.Body.Span));
        }

        Assert.Equal(["none HTTP/2", $"{own.Thumbprint} HTTP/2", "none HTTP/2"], told);
        await app.StopAsync(new CancellationToken(canceled: true));
    }
}

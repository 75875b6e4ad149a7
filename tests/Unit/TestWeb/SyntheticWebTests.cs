using System.Net;
using Microsoft.AspNetCore.Http;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class SyntheticWebTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_ManyHosts_EachAnswersUnderItsOwnAddress()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 600, PagesPerHost = 2 }, Cancellation);
        using var client = WebClient.Create();
        foreach (var host in new[] { 0, 253, 254, 599 })
        {
            Assert.Contains($"Page 0 of site {host}<", await client.GetStringAsync(web.BaseAddress(host), Cancellation), StringComparison.Ordinal);
        }

        Assert.Equal($"127.16.2.92:{web.Port}", web.Authority(599));
        Assert.Equal(600, web.Truth.Expect(new() { Seeds = [web.Seeds[17]], AnyHost = true }).Pages.Values.Select(page => page.Host).Distinct().Count());
    }

    [Fact]
    public async Task StartAsync_LocalhostNames_AnswersByHostHeader()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Naming = HostNaming.LocalhostNames, PagesPerHost = 2 }, Cancellation);
        using var client = WebClient.Create();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{web.Port}/");
        request.Headers.Host = web.Authority(2);
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Contains("Page 0 of site 2<", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var stranger = await client.GetAsync($"http://127.0.0.1:{web.Port}/", Cancellation);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, stranger.StatusCode);
    }

    [Fact]
    public async Task Ledger_Requests_AreEnteredBeforeTheyAreAnswered()
    {
        await using var web = await SyntheticWeb.StartAsync(cancellation: Cancellation);
        var seen = new List<RequestEntry>();
        web.OnRequest += seen.Add;
        using var client = WebClient.Create();
        client.DefaultRequestHeaders.UserAgent.ParseAdd("looker/1.0");
        await client.GetStringAsync(new Uri(web.Seeds[1], "/items/7?utm_source=x"), Cancellation);
        using var missing = await client.GetAsync(new Uri(web.Seeds[1], "/nothing"), Cancellation);

        Assert.All(seen, entry => Assert.Null(entry.Ended));
        var entries = web.Ledger.Entries();
        Assert.Equal(["/items/7?utm_source=x", "/nothing"], entries.Select(entry => entry.Target));
        Assert.Equal([200, 404], entries.Select(entry => entry.Status));
        Assert.All(entries, entry => Assert.Equal((web.Authority(1), "looker/1.0", entries[0].Connection), (entry.Host, entry.UserAgent, entry.Connection)));
        Assert.All(entries, entry => Assert.True(entry.Ended >= entry.Arrived));
        Assert.Equal(1, web.Ledger.Analyze().MaxInFlight(web.Authority(1)));
    }

    [Fact]
    public async Task Ledger_ClientHangsUp_EndsTheEntryWithoutStatus()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { ResponseDelay = TimeSpan.FromDays(1) }, Cancellation);
        using var client = WebClient.Create();
        using var hangUp = new CancellationTokenSource();
        web.OnRequest += _ => hangUp.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(web.Seeds[0], hangUp.Token));
        while (web.Ledger[0].Ended is null)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Equal(0, web.Ledger[0].Status);
    }

    [Fact]
    public async Task Map_PathAndHost_AnswerInsteadOfThePages()
    {
        await using var web = await SyntheticWeb.StartAsync(cancellation: Cancellation);
        using var client = WebClient.Create();
        web.Map(0, "/p/1", http => http.Response.WriteAsync("mine"));
        web.Map(1, "*", http =>
        {
            http.Response.StatusCode = 502;
            return Task.CompletedTask;
        });
        Assert.Equal("mine", await client.GetStringAsync(new Uri(web.Seeds[0], "/p/1?a=b"), Cancellation));
        using var down = await client.GetAsync(web.Seeds[1], Cancellation);
        Assert.Equal(HttpStatusCode.BadGateway, down.StatusCode);
        Assert.True(web.Unmap(1, "*"));
        using var up = await client.GetAsync(web.Seeds[1], Cancellation);
        Assert.Equal(HttpStatusCode.OK, up.StatusCode);
    }

    [Fact]
    public async Task StartAsync_PortOfADisposedWeb_IsFreeAgain()
    {
        using var client = WebClient.Create();
        var first = await SyntheticWeb.StartAsync(cancellation: Cancellation);
        await client.GetStringAsync(first.Seeds[0], Cancellation);
        await first.DisposeAsync();
        await using var second = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Port = first.Port }, Cancellation);
        await client.GetStringAsync(second.Seeds[0], Cancellation);
        Assert.Equal(first.Seeds, second.Seeds);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Thresher.Rendering.Browsers;
using Thresher.Rendering.Pages;

namespace Thresher.Tests.Unit.Rendering.Pages;

/// <summary>A page has no network but the one it is given, whatever it tries.</summary>
public sealed class PageNetworkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ThatTriesEveryWayOut_ReachesNothing()
    {
        Browser.Require();
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var (port, udpPort) = (((IPEndPoint)tcp.LocalEndpoint).Port, ((IPEndPoint)udp.Client.LocalEndPoint!).Port);
        var reached = Task.WhenAny(tcp.AcceptTcpClientAsync(Cancellation).AsTask(), udp.ReceiveAsync(Cancellation).AsTask());
        var html = $$"""
            <!doctype html><link rel=dns-prefetch href="//127.0.0.1:{{port}}"><link rel=preconnect href="http://127.0.0.1:{{port}}"><link rel=prefetch href="http://127.0.0.1:{{port}}/p">
            <iframe src="http://127.0.0.1:{{port}}/f"></iframe><iframe srcdoc="<script>try { new WebSocket('ws://127.0.0.1:{{port}}/'); } catch {} fetch('http://127.0.0.1:{{port}}/s')</script>"></iframe>
            <object data="http://127.0.0.1:{{port}}/o"></object><video src="http://127.0.0.1:{{port}}/v"></video><a id=a ping="http://127.0.0.1:{{port}}/ping" href="#x">a</a>
            <script>
            const ways = [
              () => new WebSocket('ws://127.0.0.1:{{port}}/'),
              () => new WebSocket('ws://localhost:{{port}}/'),
              () => new EventSource('http://127.0.0.1:{{port}}/e'),
              () => navigator.sendBeacon('http://127.0.0.1:{{port}}/b', 'x'),
              () => navigator.serviceWorker.register('/sw.js'),
              () => new Worker(URL.createObjectURL(new Blob(["fetch('http://127.0.0.1:{{port}}/w'); new WebSocket('ws://127.0.0.1:{{port}}/')"]))),
              () => new SharedWorker(URL.createObjectURL(new Blob(["fetch('http://127.0.0.1:{{port}}/w')"]))),
              () => new WebTransport('https://127.0.0.1:{{port}}/t'),
              () => { const c = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:{{udpPort}}'}]}); c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o)); },
              () => window.open('http://127.0.0.1:{{port}}/open'),
              () => a.click(),
              () => fetch('http://127.0.0.1:{{port}}/fetch'),
              () => { const f = document.createElement('iframe'); document.body.append(f); new f.contentWindow.WebSocket('ws://127.0.0.1:{{port}}/'); },
              () => import('http://127.0.0.1:{{port}}/m.js'),
            ];
            let tried = 0;
            for (const way of ways) { try { Promise.resolve(way()).catch(() => 0); } catch { } tried++; }
            document.title = 'tried ' + tried;
            setTimeout(() => document.body.id = 'end', 1500);
            </script>
            """;
        await using var renderer = new PageRenderer(new BrowserLimits { Browsers = 1, Start = TimeSpan.FromMinutes(2), Answer = TimeSpan.FromMinutes(1) });
        var page = await renderer.RenderAsync(GivenNetwork.Page(html, steps: new RenderSteps { WaitFor = "#end", Timeout = TimeSpan.FromMinutes(2) }), Cancellation);
        Assert.Contains("tried 14", page.Html, StringComparison.Ordinal);
        Assert.False(reached.IsCompleted, "something was reached past the network that the page is given");
    }

    [Fact]
    public async Task Browser_KnowsNothingOfThisProcess_AndEndsWithItsPipes()
    {
        Browser.Require();
        Environment.SetEnvironmentVariable("THRESHER_TEST_SECRET", "s3cret-7761");
        var browser = await BrowserProcess.StartAsync(new BrowserLimits { Start = TimeSpan.FromMinutes(2) }, TimeProvider.System, Cancellation);
        var tree = ProcessTree.Of(browser.Id);
        Assert.True(tree.Count > 2, $"{tree.Count} processes");
        Assert.True(ProcessTree.Memory(browser.Id) > 10 << 20);
        Assert.DoesNotContain("s3cret-7761", Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{browser.Id}/environ", Cancellation)), StringComparison.Ordinal);
        browser.Pipe.Dispose();
        while (tree.Any(process => File.Exists($"/proc/{process}/environ") && File.ReadAllText($"/proc/{process}/cmdline").Length > 0))
        {
            await Task.Delay(20, Cancellation);
        }

        await browser.DisposeAsync();
    }
}

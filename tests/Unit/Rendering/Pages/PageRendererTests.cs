using Thresher.Rendering.Browsers;
using Thresher.Rendering.Pages;

namespace Thresher.Tests.Unit.Rendering.Pages;

/// <summary>Pages in a real browser, whose only network is given.</summary>
public sealed class PageRendererTests : IAsyncDisposable
{
    private readonly PageRenderer _renderer = new(new BrowserLimits { Browsers = 1, Memory = 700L << 20, Answer = TimeSpan.FromSeconds(20), Start = TimeSpan.FromMinutes(2) });

    public PageRendererTests() => Browser.Require();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _renderer.DisposeAsync();

    [Fact]
    public async Task Page_MadeByScripts_IsTheDocumentThatTheyLeave()
    {
        var network = new GivenNetwork(request => new Uri(request.Url).AbsolutePath switch
        {
            "/app.js" => ("text/javascript", "fetch('/data', {method: 'POST', body: 'q=1', headers: {'X-Key': 'k'}}).then(r => r.json()).then(d => document.getElementById('root').innerHTML = d.names.map(n => `<a href=\"/${n}\">${n}</a>`).join(''))"),
            "/data" => ("application/json", "{\"names\":[\"ä\",\"b\"]}"),
            _ => null,
        });
        var page = await _renderer.RenderAsync(GivenNetwork.Page("<!doctype html><title>t</title><div id=root></div><img src=/i.png><iframe src=/f></iframe><script src=/app.js></script>", network), Cancellation);
        Assert.Equal(RenderEnd.Settled, page.End);
        Assert.StartsWith("<!DOCTYPE html><html", page.Html, StringComparison.Ordinal);
        Assert.Contains("<div id=\"root\"><a href=\"/ä\">ä</a><a href=\"/b\">b</a></div>", page.Html, StringComparison.Ordinal);
        Assert.Equal(2, page.Requests);
        var data = Assert.Single(network.Asked, request => request.Kind == RequestKind.Data);
        Assert.Equal(("POST", "q=1", "k"), (data.Method, System.Text.Encoding.UTF8.GetString(data.Body!), data.Headers.Single(header => header.Key.Equals("X-Key", StringComparison.OrdinalIgnoreCase)).Value));
        Assert.Equal(["Data", "Image", "Script"], network.Asked.Select(request => request.Kind.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Page_ThatLoadsMore_IsWaitedFor_Scrolled_AndClicked()
    {
        const string Html = """
            <!doctype html><body><ul id=l></ul><button class=more>more</button><div style="height:3000px"></div><script>
            let n = 0, grown = 0;
            const add = () => { const e = document.createElement('li'); e.textContent = 'c' + ++n; l.append(e); if (n == 3) document.querySelector('.more').remove(); };
            document.querySelector('.more').onclick = add;
            addEventListener('scroll', () => { if (grown < 2 && scrollY > 0) { grown++; const e = document.createElement('div'); e.className = 'grown'; e.style.height = '3000px'; document.body.append(e); } });
            setTimeout(() => { const e = document.createElement('b'); e.id = 'late'; document.body.prepend(e); }, 1200);
            </script>
            """;
        var page = await _renderer.RenderAsync(GivenNetwork.Page(Html, steps: new RenderSteps { WaitFor = "#late", Scroll = 5, Click = ".more", Clicks = 9, Timeout = TimeSpan.FromMinutes(2) }), Cancellation);
        Assert.Equal(RenderEnd.Settled, page.End);
        Assert.Contains("id=\"late\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("<li>c1</li><li>c2</li><li>c3</li>", page.Html, StringComparison.Ordinal);
        Assert.Equal(2, page.Html!.Split("class=\"grown\"").Length - 1);
        var less = await _renderer.RenderAsync(GivenNetwork.Page(Html, steps: new RenderSteps { Click = ".more", Clicks = 2, Timeout = TimeSpan.FromMinutes(2) }), Cancellation);
        Assert.Contains("<li>c2</li></ul>", less.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsWaitedFor_AndNeverThere_IsAnEndOfItsOwn()
    {
        var page = await _renderer.RenderAsync(GivenNetwork.Page("<p>x", steps: new RenderSteps { WaitFor = ".never", Timeout = TimeSpan.FromSeconds(20) }), Cancellation);
        Assert.Equal((RenderEnd.NotThere, null), (page.End, page.Html));
    }

    [Fact]
    public async Task Page_ThatHangs_EatsMemory_OrCrashes_LosesItsBrowser_AndTheNextHasAnother()
    {
        var hung = await _renderer.RenderAsync(GivenNetwork.Page("<script>for(;;);</script>", steps: new RenderSteps { Timeout = TimeSpan.FromSeconds(8) }), Cancellation);
        Assert.Equal(RenderEnd.Hung, hung.End);
        var eater = await _renderer.RenderAsync(GivenNetwork.Page("<script>const all=[]; const eat=()=>{for(let i=0;i<8;i++){const b=new Uint8Array(8<<20);b.fill(7);all.push(b);}setTimeout(eat,1)};eat()</script>", steps: new RenderSteps { WaitFor = ".never", Timeout = TimeSpan.FromMinutes(1) }), Cancellation);
        Assert.Equal(RenderEnd.TooMuchMemory, eater.End);
        var next = await _renderer.RenderAsync(GivenNetwork.Page("<p id=a>x<script>a.textContent='made'</script>"), Cancellation);
        Assert.Equal(RenderEnd.Settled, next.End);
        Assert.Contains("<p id=\"a\">made", next.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ThatLeadsElsewhere_StaysAndSaysWhere()
    {
        var page = await _renderer.RenderAsync(GivenNetwork.Page("<p>here<script>location.href='/there'</script>"), Cancellation);
        Assert.Equal("http://site.test/there", page.LeadsTo);
        Assert.Contains("here", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_ShareNothing_AndADialogHoldsNoneUp()
    {
        const string Html = "<p id=a></p><script>alert('x'); a.textContent = 'had ' + localStorage.length + document.cookie; localStorage.x = 1; document.cookie = 'a=b'</script>";
        for (var i = 0; i < 2; i++)
        {
            Assert.Contains(">had 0<", (await _renderer.RenderAsync(GivenNetwork.Page(Html), Cancellation)).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Document_LongerThanItsLimit_IsCut_BetweenCharacters()
    {
        var page = await _renderer.RenderAsync(GivenNetwork.Page("<!doctype html><p id=a></p><script>a.textContent='ä'.repeat(10000)</script>") with { MaxBytes = 1001 }, Cancellation);
        Assert.True(page.IsCut);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(page.Html!), 1000, 1001);
    }
}

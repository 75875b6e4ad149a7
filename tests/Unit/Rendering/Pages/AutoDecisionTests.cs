using System.Globalization;
using System.Text;
using Thresher.Rendering.Browsers;
using Thresher.Rendering.Pages;
using Thresher.Web.Shells;

namespace Thresher.Tests.Unit.Rendering.Pages;

/// <summary>The decision of <c>auto</c> on forty static pages and forty that scripts make, in a real browser.</summary>
public sealed class AutoDecisionTests
{
    private static readonly string Prose = string.Join(' ', Enumerable.Range(1, 150).Select(n => $"word{n}"));

    private static readonly (string Name, string Html)[] Layouts =
    [
        ("article", "<h1>{0}</h1><p>{1}</p>"),
        ("article with analytics", "<h1>{0}</h1><p>{1}</p><script>window.seen = (window.seen || 0) + 1</script>"),
        ("short with analytics", "<p>{0}</p><script>window.seen = 1</script>"),
        ("prerendered application", "<div id=__next><h1>{0}</h1><p>{1}</p></div><script>document.getElementById('__next').dataset.live = 1</script>"),
        ("short prerendered application", "<div id=app><h1>{0}</h1><a href=/a>a</a></div><script>document.getElementById('app').dataset.live = 1</script>"),
        ("notice beside content", "<noscript>Enable JavaScript for comments</noscript><p>{1}</p><script>document.title += '!'</script>"),
        ("list of links with a clock", "<ul><li><a href=/1>{0}</a><li><a href=/2>two</a></ul><p>{1}</p><b id=t></b><script>t.textContent = new Date().getFullYear()</script>"),
        ("form", "<form><label>{0}<input name=q></label><button>Search</button></form><script>document.forms[0].q.focus()</script>"),
    ];

    private static readonly string[] Shells =
    [
        "<div id=root></div>", "<div id=app><p>Loading…</p></div>", "<app-root></app-root>", "<div id=__nuxt></div><noscript>You need to enable JavaScript</noscript>", "<header>Shop <a href=/>home</a></header><main id=root></main>",
        "<nav>menu one two three</nav><div id=content></div>", "<div id=___gatsby></div>", "<noscript>This site requires JavaScript.</noscript><section class=page></section>",
    ];

    private static readonly (string Name, string Script)[] Fillers =
    [
        ("markup", "at.innerHTML = '<h1>{0}</h1><p>some text that only scripts bring about here</p>'"),
        ("links", "at.innerHTML = Array.from('abcdef', l => '<a href=/' + l + '>' + l + '</a>').join(' ')"),
        ("data", "fetch('/data.json').then(r => r.json()).then(d => d.names.forEach(n => { const e = document.createElement('p'); e.textContent = n; at.append(e); }))"),
        ("embedded data", "JSON.parse(document.getElementById('d').textContent).forEach(n => at.insertAdjacentHTML('beforeend', '<p>' + n))"),
        ("later", "setTimeout(() => { at.innerHTML = '<table><tr><td>{0}<td>one<td>two<td>three<td>four</table>'; }, 100)"),
    ];

    [Fact]
    public async Task Auto_OnEightyPages_IsWrongOnOneAtMost()
    {
        Browser.Require();
        var network = new GivenNetwork(request => request.Url.EndsWith("/data.json", StringComparison.Ordinal) ? ("application/json", "{\"names\":[\"first name\",\"second name\",\"third name\"]}") : null);
        await using var renderer = new PageRenderer(new BrowserLimits { Browsers = 2, Start = TimeSpan.FromMinutes(2), Answer = TimeSpan.FromMinutes(1) });
        var table = new StringBuilder("page | mark | difference | decision | right\n");
        var wrong = 0;
        foreach (var (name, html, needs) in Static().Concat(Scripted()))
        {
            var plain = PageOutline.Of(Encoding.UTF8.GetBytes(html));
            var mark = ShellMarks.Of(plain);
            string? difference = null;
            if (mark is not null)
            {
                var page = await renderer.RenderAsync(GivenNetwork.Page(html, network), TestContext.Current.CancellationToken);
                difference = ShellMarks.Difference(plain, PageOutline.Of(Encoding.UTF8.GetBytes(page.Html!)));
            }

            var rendered = difference is not null;
            wrong += rendered == needs ? 0 : 1;
            table.AppendLine(CultureInfo.InvariantCulture, $"{name} | {mark ?? "none"} | {difference ?? "none"} | {(rendered ? "rendered" : "plain")} | {(rendered == needs ? "yes" : "NO")}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.True(wrong <= 1, table.ToString());
    }

    private static IEnumerable<(string Name, string Html, bool Needs)> Static() =>
        from layout in Layouts
        from n in Enumerable.Range(1, 5)
        select ($"static: {layout.Name} {n}", "<!doctype html><title>t</title>" + string.Format(CultureInfo.InvariantCulture, layout.Html, $"Heading {n}", Prose), false);

    private static IEnumerable<(string Name, string Html, bool Needs)> Scripted() =>
        from shell in Shells.Index()
        from filler in Fillers
        select (
            $"scripted: shell {shell.Index + 1}, {filler.Name}",
            $"<!doctype html><title>t</title>{shell.Item}<script id=d type=application/json>[\"one\",\"two\",\"three\",\"four\"]</script><script>const at = document.querySelector('#root, #app, app-root, #__nuxt, #content, #___gatsby, section'); {filler.Script.Replace("{0}", "made", StringComparison.Ordinal)}</script>",
            true);
}

using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Sites;

/// <summary>
/// Sites that scripts make. <c>app.localhost</c> is an application's shell at every URL, whose pages and links are asked for by its script;
/// <c>more.localhost</c> has a button that loads more, <c>scroll.localhost</c> loads more as it is scrolled, both until nothing is left;
/// <c>bad.localhost</c> has pages that hang and that eat memory among sound ones.
/// </summary>
/// <param name="pages">Pages of each host besides its first.</param>
public sealed class ScriptedSite(int pages) : Site
{
    /// <summary>The application.</summary>
    public const string App = "app.localhost";

    /// <summary>The list with a button.</summary>
    public const string More = "more.localhost";

    /// <summary>The list that grows as it is scrolled.</summary>
    public const string Scroll = "scroll.localhost";

    /// <summary>The pages that cost a browser.</summary>
    public const string Bad = "bad.localhost";

    /// <summary>Links that one answer brings.</summary>
    public const int Portion = 5;

    private const string Shell = "<div id=root></div><script src=/app.js></script><img src=/logo.png><link rel=stylesheet href=/app.css>";

    private const string AppScript = """
        fetch('/api' + location.pathname, { headers: { 'X-App': '1' } }).then(r => r.json()).then(page => {
          document.title = page.title;
          document.getElementById('root').innerHTML = '<h1 class=name>' + page.title + '</h1>' + page.links.map(l => '<a href="' + l + '">' + l + '</a>').join(' ');
          fetch('/private/count');
        });
        """;

    private const string MoreScript = """
        let from = 1;
        const more = () => fetch('/api/list?from=' + from).then(r => r.json()).then(links => {
          from += links.length;
          document.getElementById('list').insertAdjacentHTML('beforeend', links.map(l => '<li style="height:300px"><a href="' + l + '">' + l + '</a></li>').join(''));
          if (!links.length) document.querySelector('.more')?.remove();
          busy = false;
        });
        let busy = false;
        if (document.querySelector('.more')) document.querySelector('.more').onclick = more;
        else { addEventListener('scroll', () => { if (!busy) { busy = true; more(); } }); more(); }
        """;

    private const string Eater = "<p>eats</p><script>const all = []; for (;;) { const b = new Uint8Array(8 << 20); b.fill(7); all.push(b); }</script>";

    /// <inheritdoc/>
    protected override string? RobotsOf(string host) => host == App ? "User-agent: *\nDisallow: /private/" : null;

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext http, string host, string path)
    {
        switch (host, path)
        {
            case (_, "/app.js"):
                await TextAsync(http, "text/javascript", AppScript);
                break;
            case (_, "/more.js"):
                await TextAsync(http, "text/javascript", MoreScript);
                break;
            case (_, "/app.css"):
                await TextAsync(http, "text/css", "h1 { color: red }");
                break;
            case (App, "/api/"):
                await TextAsync(http, "application/json", $"{{\"title\":\"home\",\"links\":[{Links(1, pages)}]}}");
                break;
            case (App, _) when path.StartsWith("/api/", StringComparison.Ordinal):
                await TextAsync(http, "application/json", $"{{\"title\":\"{path[5..]}\",\"links\":[]}}");
                break;
            case (App, _):
                await PageAsync(http, Shell);
                break;
            case (More or Scroll, "/api/list"):
                var from = int.TryParse(http.Request.Query["from"], out var first) ? first : 1;
                await TextAsync(http, "application/json", $"[{Links(from, Math.Min(from + Portion - 1, pages))}]");
                break;
            case (More, "/"):
                await PageAsync(http, "<ul id=list></ul><button class=more>more</button><script src=/more.js></script>");
                break;
            case (Scroll, "/"):
                await PageAsync(http, "<ul id=list></ul><script src=/more.js></script>");
                break;
            case (Bad, "/"):
                await PageAsync(http, $"<a href=/hang>h</a><a href=/eat>e</a>{string.Concat(Enumerable.Range(1, pages).Select(page => $"<a href=/p{page}>{page}</a>"))}");
                break;
            case (Bad, "/hang"):
                await PageAsync(http, "<p>hangs</p><script>for (;;);</script>");
                break;
            case (Bad, "/eat"):
                await PageAsync(http, Eater);
                break;
            default:
                await PageAsync(http, $"<p>{path}");
                break;
        }
    }

    private static string Links(int from, int to) => string.Join(',', Enumerable.Range(from, Math.Max(to - from + 1, 0)).Select(page => $"\"/p{page}\""));
}

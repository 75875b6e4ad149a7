using System.Globalization;
using System.Text.Json;

namespace Thresher.Rendering.Pages;

/// <summary>What is run in a page.</summary>
internal static class PageScripts
{
    /// <summary>Run before a page's own scripts: what would reach a network without being asked for is not there.</summary>
    public const string Walls = """
        for (const name of ['WebSocket', 'EventSource', 'RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport', 'SharedWorker', 'Worker'])
          delete globalThis[name];
        delete Object.getPrototypeOf(navigator).serviceWorker;
        """;

    /// <summary>The height of the page with what it holds.</summary>
    public const string Size = "Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)";

    /// <summary>Scrolls to the end.</summary>
    public const string ScrollToEnd = "window.scrollTo(0, 1e9); true";

    /// <summary>Lets what waits for a frame (a scroll is told to scripts with one) and timers without a delay have their turn; a page that is drawn no more gets no frame.</summary>
    public const string Turn = "new Promise(done => { const end = () => setTimeout(() => setTimeout(() => done(true), 0), 0); requestAnimationFrame(end); setTimeout(end, 500); })";

    /// <summary>The whole document with its doctype.</summary>
    public static string Document(long most) => string.Create(CultureInfo.InvariantCulture, $$"""
        (() => {
          const type = document.doctype ? '<!DOCTYPE ' + document.doctype.name + '>' : '';
          return (type + (document.documentElement ? document.documentElement.outerHTML : '')).slice(0, {{most + 1}});
        })()
        """);

    /// <summary>Whether something matches a selector.</summary>
    public static string IsThere(string selector) => $"document.querySelector({Quoted(selector)}) !== null";

    /// <summary>Clicks the first visible match; false where there is none.</summary>
    public static string Click(string selector) => $$"""
        (() => {
          const found = [...document.querySelectorAll({{Quoted(selector)}})].find(each => each.checkVisibility() && !each.disabled);
          if (!found) return false;
          found.click();
          return true;
        })()
        """;

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

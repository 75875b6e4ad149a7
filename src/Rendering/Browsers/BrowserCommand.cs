using System.Diagnostics;

namespace Thresher.Rendering.Browsers;

/// <summary>How a browser is started.</summary>
internal static class BrowserCommand
{
    /// <summary>The variable by which browsers run without their sandbox, where a machine permits none.</summary>
    public const string SandboxVariable = "THRESHER_BROWSER_SANDBOX";

    /// <summary>Nobody's number, on all common systems.</summary>
    private const string Nobody = "65534";

    /// <summary>Its standard input and output become the descriptors 3 and 4, on which the browser expects the pipes.</summary>
    private const string Shell = "exec \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";

    /// <summary>As root, its user becomes nobody, so that its sandbox holds. The folder becomes that user's first.</summary>
    private const string AsNobody = "chown " + Nobody + ":" + Nobody + " \"$HOME\" && exec setpriv --reuid=" + Nobody + " --regid=" + Nobody + " --clear-groups \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";

    private static readonly string[] Arguments =
    [
        "--headless", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-breakpad", "--disable-crash-reporter",
        "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--disable-sync",
        "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--metrics-recording-only", "--mute-audio", "--disable-gpu", "--disable-dev-shm-usage",
        "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows", "--disable-hang-monitor", "--disable-ipc-flooding-protection",
        "--block-new-web-contents", "--deny-permission-prompts", "--use-mock-keychain", "--password-store=basic", "--hide-scrollbars", "--window-size=1366,1024", "--disk-cache-size=1",

        // Frames of other sites stay in the page's own process, so that one session sees all that it asks for.
        "--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process,Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,AutofillServerCommunication,Prerender2,SpeculationRulesPrefetchFuture,NetworkServiceInProcess2",

        // The belt: what is not answered through the pipes finds no way out.
        "--proxy-server=http://127.0.0.1:1", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND", "--dns-prefetch-disable", "--disable-quic", "--no-pings",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    ];

    /// <summary>The command.</summary>
    /// <param name="program">The browser.</param>
    /// <param name="folder">Its own folder.</param>
    public static ProcessStartInfo Of(string program, string folder)
    {
        var isRoot = Environment.IsPrivilegedProcess;
        var isSandboxed = Environment.GetEnvironmentVariable(SandboxVariable) != "off";
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var argument in (string[])["-c", isRoot && isSandboxed ? AsNobody : Shell, "sh", program, $"--user-data-dir={folder}", .. Arguments, .. isSandboxed ? (string[])[] : ["--no-sandbox"], "about:blank"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["HOME"] = start.Environment["TMPDIR"] = folder;
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LANG"] = "C.UTF-8";
        return start;
    }
}

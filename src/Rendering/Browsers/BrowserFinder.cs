namespace Thresher.Rendering.Browsers;

/// <summary>Finds a Chromium or Chrome that is installed on this machine.</summary>
public static class BrowserFinder
{
    /// <summary>The variable that names a browser besides those that are looked for.</summary>
    public const string Variable = "THRESHER_BROWSER";

    private static readonly string[] Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome-headless-shell", "microsoft-edge", "Chromium", "Google Chrome"];

    private static readonly string[] Places =
    [
        "/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome",
        "/Applications/Chromium.app/Contents/MacOS", "/Applications/Google Chrome.app/Contents/MacOS",
    ];

    /// <summary>The path of the browser.</summary>
    /// <exception cref="BrowserException">There is none: says how to get one.</exception>
    public static string Find() => Find(
        Environment.GetEnvironmentVariable(Variable),
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(Places));

    /// <summary>The path of the browser.</summary>
    /// <param name="named">The one that was named; null for none.</param>
    /// <param name="folders">Where it is looked for otherwise.</param>
    internal static string Find(string? named, IEnumerable<string> folders)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new BrowserException("pages cannot be rendered on Windows: run the crawl on Linux or macOS, or leave out \"render\"");
        }

        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? named : throw new BrowserException($"{Variable} names {named}, which is no file: name the program of a Chromium or Chrome");
        }

        foreach (var folder in folders)
        {
            foreach (var name in Names)
            {
                var file = Path.Combine(folder, name);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }

        throw new BrowserException($"pages are to be rendered and no Chromium or Chrome is found: install one (apt install chromium), or name its program in {Variable}");
    }
}

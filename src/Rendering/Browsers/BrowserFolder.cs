using System.Globalization;

namespace Thresher.Rendering.Browsers;

/// <summary>The folder in which one browser keeps its profile. Its name says whose it is, so that those of processes that were killed are removed by the next.</summary>
internal static class BrowserFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static int _last;

    /// <summary>Makes a folder, and removes those whose process is gone.</summary>
    /// <param name="within">Where.</param>
    public static string Create(string within)
    {
        Directory.CreateDirectory(within);
        foreach (var left in Directory.EnumerateDirectories(within))
        {
            if (int.TryParse(Path.GetFileName(left).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var owner) && !Directory.Exists($"/proc/{owner}") && Directory.Exists("/proc/self"))
            {
                Remove(left);
            }
        }

        var folder = Path.Combine(within, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _last)}"));
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Private);
        }

        return folder;
    }

    /// <summary>Removes a folder; what cannot be removed now is left for the next process.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // A process of the browser is still about to end.
        }
    }
}

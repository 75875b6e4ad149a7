using System.Runtime.InteropServices;

namespace Thresher.Client.Watching;

/// <summary>
/// The keys of the terminal. They are looked for now and then instead of waited for: who reads the terminal from the
/// background is stopped by the system, and a crawl that is put there has to go on.
/// </summary>
internal static class Keyboard
{
    private const int StandardInput = 0;

    /// <summary>Whether stdin is a terminal.</summary>
    public static bool IsThere => !Console.IsInputRedirected;

    /// <summary>The key that was pressed since the last look; null for none, and while the program is in the background.</summary>
    public static char? Pressed()
    {
        try
        {
            return IsInForeground() && Console.KeyAvailable ? char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar) : null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException)
        {
            // The terminal has gone.
            return null;
        }
    }

    private static bool IsInForeground() => OperatingSystem.IsWindows() || ForegroundGroup(StandardInput) == OwnGroup();

    [DllImport("libc", EntryPoint = "tcgetpgrp")]
    private static extern int ForegroundGroup(int terminal);

    [DllImport("libc", EntryPoint = "getpgrp")]
    private static extern int OwnGroup();
}

using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Neighbours;

/// <summary>Another user of the machine cannot use a crawl's silo. Needs the right to become another user.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OwnerTests
{
    private static readonly string[] Stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp", "DOTNET_CLI_HOME=/tmp"];

    [Fact]
    public async Task Change_AsAnotherUser_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "needs root and setpriv");
        await using var site = new QuietSite();
        using var data = new TemporaryDirectory();
        File.SetUnixFileMode(data.Path, (UnixFileMode)0b111_111_111);
        await using var crawl = ThresherProcess.Start(
            "crawl", $"http://mine.localhost:{site.Port}/", "--name", "c", "--data", data.Path, "--allow-private", "--delay", "60s");
        await site.SeenAsync("mine.localhost", 1, crawl);

        // Even a stranger who may write everything else.
        foreach (var file in Directory.GetFiles(data.Path).Where(file => !file.EndsWith("silo.secret", StringComparison.Ordinal)))
        {
            File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);
        }

        await using var pause = ThresherProcess.StartUnder(Stranger, "src/Client", "thresher", "pause", "c", "--data", data.Path);
        await pause.ExitAsync();

        Assert.Equal(1, pause.ExitCode);
        Assert.Contains("answers its owner only", pause.Errors, StringComparison.Ordinal);
        await using var own = await ThresherProcess.RunAsync("pause", "c", "--data", data.Path);
        Assert.True(own.ExitCode == 0, own.Errors);
    }
}

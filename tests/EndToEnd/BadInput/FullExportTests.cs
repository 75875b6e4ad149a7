using System.Diagnostics;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.BadInput;

/// <summary>A disk that fills up under an export: one clear line, exit code 1, no part of a file, and the crawl as it was.</summary>
public sealed class FullExportTests
{
    [Fact]
    public async Task Export_DiskFillsUp_LeavesOneLineAndNoPart()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "mounting a small disk needs root on Linux");
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 3, Hosts = 4, PagesPerHost = 100 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        using var disk = new TemporaryDirectory();
        await using (var crawl = await ThresherProcess.RunAsync(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "full", "--data", data.Path, "--allow-private", "--delay", "0", "--per-domain", "4", "--keep-bodies"]))
        {
            Assert.True(crawl.ExitCode == 0, crawl.Errors);
        }

        Run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk.Path);
        try
        {
            foreach (var format in new[] { "jsonl", "csv", "parquet", "warc", "jsonl --follow" })
            {
                await using var export = await ThresherProcess.RunAsync(
                    ["export", "full", "--data", data.Path, "-o", disk.File("out"), "--format", .. format.Split(' ')]);
                Assert.Equal(1, export.ExitCode);
                var line = Assert.Single(export.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                Assert.Contains($"{disk.File("out")} cannot be written (its disk is full)", line, StringComparison.Ordinal);
                Assert.Contains("the crawl has lost nothing", line, StringComparison.Ordinal);
                Assert.Empty(Directory.GetFiles(disk.Path));
            }

            await using var verify = await ThresherProcess.RunAsync("verify", "full", "--data", data.Path);
            Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        }
        finally
        {
            Run("umount", disk.Path);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

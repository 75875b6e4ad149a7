using System.Diagnostics;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.BadInput;

/// <summary>A disk that fills up in mid-crawl: one clear line, exit code 1, nothing lost.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Crawl_DiskFillsUp_EndsWithOneLineAndGoesOnWithMoreRoom()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "mounting a small disk needs root on Linux");
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 3, Hosts = 10, PagesPerHost = 400 }, TestContext.Current.CancellationToken);
        using var directory = new TemporaryDirectory();
        Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.Path);
        try
        {
            await using (var crawl = await CrawlAsync(web, directory))
            {
                Assert.Equal(1, crawl.ExitCode);
                var line = Assert.Single(crawl.Errors.Split('\n'), line => line.StartsWith("thresher:", StringComparison.Ordinal));
                Assert.Contains("is full: free some space and run the same command again", line, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", crawl.Errors, StringComparison.Ordinal);
            }

            Run("mount", "-o", "remount,size=200m", directory.Path);
            await using (var crawl = await CrawlAsync(web, directory))
            {
                Assert.True(crawl.ExitCode == 0, crawl.Errors);
            }

            var checker = new CrawlChecker(
                web.Truth.Expect(), await StoredUrls.OfAsync(directory.Path, "full"), web.Ledger);
            Assert.Empty(checker.Lost);
            Assert.Empty(checker.Doubled);
            Assert.Empty(checker.Unexpected);
            await using var verify = await ThresherProcess.RunAsync("verify", "full", "--data", directory.Path);
            Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        }
        finally
        {
            Run("umount", directory.Path);
        }
    }

    private static Task<ThresherProcess> CrawlAsync(SyntheticWeb web, TemporaryDirectory directory) => ThresherProcess.RunAsync(
        ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "full", "--data", directory.Path, "--allow-private",
            "--delay", "0", "--per-domain", "4"]);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

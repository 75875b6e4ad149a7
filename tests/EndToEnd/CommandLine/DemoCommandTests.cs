using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>The demonstration, as somebody sees it who has just cloned the repository.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_NothingKilled_PrintsALedgerThatAddsUp()
    {
        await using var demo = await ThresherProcess.RunAsync("demo");

        Assert.True(demo.ExitCode == 0, demo.Output + demo.Errors);
        Assert.Equal(
            [
                "accepted 1,600", "stored 1,600", "lost 0", "doubled 0", "unexpected 0", "politeness violations 0", "processes killed 0",
                "pages fetched again 0", "problems in the rows 0",
            ],
            demo.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Figure));
    }

    /// <summary>A line's name and count, without what it remarks on them.</summary>
    private static string Figure(string line) =>
        string.Join(' ', line.Split('(')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

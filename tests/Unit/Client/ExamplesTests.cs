using Thresher.Client.CommandLine;
using Thresher.Client.Commands;
using Thresher.Client.Printing;

namespace Thresher.Tests.Unit.Client;

/// <summary>The examples of <c>--help</c> are command lines that work, and every command has some.</summary>
public sealed class ExamplesTests
{
    public static TheoryData<string> Commands => [.. CommandTree.Create().Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Examples_OfEachCommand_AreUnderstood(string command)
    {
        var (lines, next) = Examples.All[command];

        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            var parsed = CommandTree.Create().Parse(line.Replace("'", "", StringComparison.Ordinal));
            Assert.Equal(command, parsed.CommandResult.Command.Name);
            Assert.Empty(parsed.Errors);
            Assert.Empty(parsed.UnmatchedTokens);
        });
        Assert.Equal(0, next.Count(c => c == '`') % 2);
    }

    [Fact]
    public async Task Help_OfACommand_EndsWithExamplesAndTheNextStep()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await CommandRunner.RunAsync(["log", "--help"], output, TextWriter.Null));

        Assert.Contains("Examples:", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("  thresher log shop --last 10m", output.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Next: `thresher explain URL`", output.ToString().TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Filled_NextStep_NamesTheCrawlAndItsPlace() => Assert.Equal(
        "`thresher watch 'a b' --data d` follows NAME",
        NextStep.Filled("`thresher watch NAME` follows NAME", "a b", " --data d"));
}

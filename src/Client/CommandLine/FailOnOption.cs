using System.CommandLine;
using System.CommandLine.Parsing;

namespace Thresher.Client.CommandLine;

/// <summary>The option <c>--fail-on</c>.</summary>
internal static class FailOnOption
{
    private static readonly (string Word, FailOn Value)[] Words =
        [("none", FailOn.None), ("nothing", FailOn.Nothing), ("seeds", FailOn.Seeds), ("share", FailOn.Share), ("any", FailOn.Any)];

    /// <summary>The option; words are separated by commas.</summary>
    public static Option<FailOn> Create() => new("--fail-on")
    {
        Description = "What of a complete crawl fails the command: nothing fetched (exit code 5), failed seeds (4), a share above limits.maxFailedPercent (6), any failed URL (6), none. Separated by commas [nothing,seeds,share].",
        HelpName = "WORDS",
        DefaultValueFactory = _ => FailOn.Default,
        CustomParser = Parse,
    };

    private static FailOn Parse(ArgumentResult result)
    {
        var value = FailOn.None;
        foreach (var word in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            var known = Array.FindIndex(Words, entry => entry.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
            if (known < 0)
            {
                result.AddError($"--fail-on: \"{word}\" is not one of {string.Join(", ", Words.Select(entry => entry.Word))}");
                return FailOn.Default;
            }

            value |= Words[known].Value;
        }

        return value;
    }
}

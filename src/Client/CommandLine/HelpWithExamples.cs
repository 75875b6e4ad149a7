using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Thresher.Client.CommandLine;

/// <summary>The help of a command, with its examples and the next step behind it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Puts it in the place of a command line's help.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExamples(help);
            }
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (Examples.All.TryGetValue(parseResult.CommandResult.Command.Name, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var line in examples.Lines)
            {
                output.WriteLine($"  thresher {line}");
            }

            output.WriteLine();
            output.WriteLine($"Next: {examples.Next}");
        }
        else
        {
            output.WriteLine("Begin with `thresher crawl https://example.org/ --max-pages 100`; `thresher COMMAND --help` has examples of each command.");
        }

        return code;
    }
}

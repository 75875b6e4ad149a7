using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Web.Texts;

namespace Thresher.Client.Commands;

/// <summary>Runs one command line: parses, invokes, and turns any failure into one line and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs and returns the exit code.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where progress, logs and the error line go.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        // Pages, URLs, messages of servers and extractors: whatever a command prints may be the web's.
        (output, error) = (new CleanWriter(output), new CleanWriter(error));
        using var interrupt = new Interrupt();
        var parsed = CommandTree.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (!AsksForHelp(parsed) && !IsDirective(parsed) && Problem(parsed) is { } problem)
        {
            error.WriteLine($"thresher: {problem.ReplaceLineEndings(" ")}");
            return ExitCode.Usage;
        }

        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error },
                interrupt.Token);
            if (code == ExitCode.Done && parsed.Action is not HelpWithExamples && !IsDirective(parsed) && parsed.CommandResult.Command.Name != CrawlCommand.Word)
            {
                NextStep.Tell(parsed, NamedCrawl(parsed));
            }

            return code;
        }
        catch (Exception failure)
        {
            var (code, text) = interrupt.Token.IsCancellationRequested ? (ExitCode.Stopped, "stopped") : ErrorLine.Of(failure);
            error.WriteLine($"thresher: {text.ReplaceLineEndings(" ")}");
            if (parsed.GetValue(CommonOptions.Log) <= LogLevel.Debug)
            {
                error.WriteLine(failure);
            }

            return code;
        }
    }

    private static bool AsksForHelp(ParseResult parsed) => parsed.Action is HelpWithExamples;

    private static string? NamedCrawl(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments switch
        {
            [var first, ..] when first == CommonOptions.Crawl => parsed.GetValue(CommonOptions.Crawl),
            [var first, ..] when first == CommonOptions.MaybeCrawl => parsed.GetValue(CommonOptions.MaybeCrawl),
            _ => null,
        };

    /// <summary>A directive such as [suggest:12], with which shells ask for completions, comes with command lines that are not finished.</summary>
    private static bool IsDirective(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.Directive);

    /// <summary>The fault of the command line; null when there is none.</summary>
    private static string? Problem(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = command is RootCommand ? "`thresher --help` lists the commands" : $"see `thresher {command.Name} --help`";
        if (UnknownOption(parsed) is { } option)
        {
            return $"unknown option {option}{Suggestion.For(option, OptionNames(parsed.CommandResult))}: {help}";
        }

        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return command is RootCommand
                ? $"unknown command {unknown}{Suggestion.For(unknown, command.Subcommands.Select(other => other.Name))}: {help}"
                : $"one argument too many: {unknown}: {help}";
        }

        return parsed.Errors is [var first, ..] ? Describe(first, command, help) : null;
    }

    /// <summary>The parser treats an unknown option as an argument where the command accepts any; none of our arguments begins with a dash.</summary>
    private static string? UnknownOption(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens).FirstOrDefault(text => text is ['-', _, ..]);

    private static IEnumerable<string> OptionNames(SymbolResult? result)
    {
        for (; result is not null; result = result.Parent)
        {
            foreach (var option in result is CommandResult { Command.Options: var options } ? options : [])
            {
                yield return option.Name;
            }
        }
    }

    private static string Describe(ParseError first, Command command, string help)
    {
        if (command is RootCommand && first.SymbolResult is CommandResult)
        {
            return $"a command is required: {help}";
        }

        var text = first.Message.TrimEnd('.').ReplaceLineEndings(" ");
        return first.SymbolResult is ArgumentResult { Tokens.Count: 0 } missing && missing.Parent is CommandResult
            ? $"{command.Name} wants {missing.Argument.HelpName ?? missing.Argument.Name.ToUpperInvariant()}: {help}"
            : text.Contains(": ", StringComparison.Ordinal) ? text : $"{text}: {help}";
    }
}

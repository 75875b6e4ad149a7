using System.Reflection;
using Thresher.Web.Pages;

namespace Thresher.Grains.Pages;

/// <summary>
/// The process in which a suspect page is tried: it reads the page from standard input, says that it begins, parses, and
/// ends. A program that hosts silos runs it when it is started with <see cref="Argument"/> alone.
/// </summary>
public static class IsolatedParseProgram
{
    /// <summary>The argument that asks a program for a trial.</summary>
    public const string Argument = "parse-trial";

    /// <summary>Said once the page is there and its parsing begins: whoever dies after it died of the page.</summary>
    internal const string Begins = "parses";

    /// <summary>Exit code of a trial that decided nothing: no page came, or the parsing took too long.</summary>
    internal const int Undecided = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>What starts this very program for a trial.</summary>
    public static IReadOnlyList<string> Command { get; } = IsMuxer(Environment.ProcessPath)
        ? [Environment.ProcessPath!, "exec", Assembly.GetEntryAssembly()!.Location, Argument]
        : [Environment.ProcessPath!, Argument];

    /// <summary>Tries the page on standard input.</summary>
    /// <returns>The exit code; a page that kills the process has another.</returns>
    public static async Task<int> RunAsync()
    {
        // The process that started this one may be gone before it could end it.
        await using var limit = new Timer(_ => Environment.Exit(Undecided), null, Longest, Timeout.InfiniteTimeSpan);
        if (IsolatedParseCase.Read(Console.OpenStandardInput()) is not { } read)
        {
            return Undecided;
        }

        Console.WriteLine(Begins);
        await new PageWork(new PageParser(TimeProvider.System), TimeProvider.System).RunAsync(read.Crawl, read.Page);
        return 0;
    }

    private static bool IsMuxer(string? path) => Path.GetFileNameWithoutExtension(path) == "dotnet";
}

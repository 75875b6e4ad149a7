using System.Reflection;
using System.Text;
using Thresher.Extraction.Extractors;
using Thresher.Web.Pages;

namespace Thresher.Grains.Parsing;

/// <summary>
/// The process in which what cannot be interrupted is done where it can be ended. A suspect page is parsed: it is read from standard input,
/// the process says that it begins, parses, and ends. Extractors run page after page. A program that hosts silos runs it when it is
/// started with <see cref="Argument"/> alone.
/// </summary>
public static class IsolatedParseProgram
{
    /// <summary>The argument that asks a program for this.</summary>
    public const string Argument = "isolated-parse";

    /// <summary>Said once the page is there and its parsing begins: a process that dies after it died of the page.</summary>
    internal const string Begins = "parses";

    /// <summary>Exit code of an isolated parse that decided nothing: no page came, or the parsing took too long.</summary>
    internal const int Undecided = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>What starts this very program for it.</summary>
    public static IReadOnlyList<string> Command { get; } = IsMuxer(Environment.ProcessPath)
        ? [Environment.ProcessPath!, "exec", Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()!.GetName().Name}.dll"), Argument]
        : [Environment.ProcessPath!, Argument];

    /// <summary>The first line of a silo that has extractors run, instead of a suspect page parsed.</summary>
    internal const string Extracts = "extract";

    /// <summary>Does what the silo asks for on standard input: parses a suspect page, or runs extractors.</summary>
    /// <param name="extractors">Extractors of the program's own, as it registers them in its silos' services: here they can be ended.</param>
    /// <returns>The exit code; a page that kills the process has another.</returns>
    public static async Task<int> RunAsync(params IEnumerable<IPageExtractor> extractors)
    {
        var registered = extractors.ToList();
        var input = Console.OpenStandardInput();
        var head = FirstLine(input);
        if (head.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(Extracts)))
        {
            // What extractors print is not part of the conversation.
            var output = Console.OpenStandardOutput();
            Console.SetOut(Console.Error);
            return await new ExtractorProgram(input, output, registered).RunAsync();
        }

        // The process that started this one may be gone before it could end it.
        await using var limit = new Timer(_ => Environment.Exit(Undecided), null, Longest, Timeout.InfiniteTimeSpan);
        using var all = new MemoryStream();
        all.Write([.. head, (byte)'\n']);
        await input.CopyToAsync(all);
        all.Position = 0;
        if (IsolatedParseCase.Read(all, registered) is not { } read)
        {
            return Undecided;
        }

        Console.WriteLine(Begins);
        new PageTask(new PageParser(TimeProvider.System), TimeProvider.System, read.Crawl, read.Page, [.. read.Crawl.Extraction!.Extractors]).Run();
        return 0;
    }

    private static byte[] FirstLine(Stream input)
    {
        var line = new List<byte>();
        for (int next; (next = input.ReadByte()) is >= 0 and not '\n';)
        {
            line.Add((byte)next);
        }

        return [.. line];
    }

    private static bool IsMuxer(string? path) => Path.GetFileNameWithoutExtension(path) == "dotnet";
}

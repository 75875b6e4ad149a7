using System.Globalization;
using System.Runtime.CompilerServices;
using Thresher.Client.CommandLine;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Client.Producing;

/// <summary>The sources of seeds, each as a stream of lines.</summary>
internal static class SeedSources
{
    private const int HeadBytes = 64 * 1024;

    /// <summary>Single URLs, from the command line or a job.</summary>
    public static SeedSource Urls(string name, IEnumerable<string> urls) => new(name, (_, _) => NumberedAsync(name, urls, default));

    /// <summary>The URLs of a template.</summary>
    public static SeedSource Template(string text)
    {
        var template = UrlTemplate.Parse(text);
        return new SeedSource("template", (from, _) => NumberedAsync("template", template.Enumerate(from.Lines), from))
        {
            Key = $"template:{text}",
            Length = (double)template.Count,
        };
    }

    /// <summary>The lines of stdin.</summary>
    public static SeedSource Stdin(SeedFormat format) =>
        new("stdin", (from, cancellationToken) => ReadAsync("stdin", Console.OpenStandardInput(), format, from, cancellationToken));

    /// <summary>The lines of a file, plain or gzip.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static SeedSource File(string path, SeedFormat format)
    {
        if (path == "-")
        {
            return Stdin(format);
        }

        try
        {
            using var file = Open(path);
            var source = new SeedSource(path, (from, cancellationToken) => ReadAsync(path, Open(path), format, from, cancellationToken));
            if (!file.CanSeek)
            {
                return source;
            }

            var head = new byte[HeadBytes];
            var length = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            return source with
            {
                Key = $"file:{Path.GetFullPath(path)}{format}",
                Fingerprint = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Length} {System.IO.File.GetLastWriteTimeUtc(path).Ticks} {Hash128.Of(head.AsSpan(0, length))}"),
                Length = head.AsSpan(0, length).StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? null : file.Length,
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the seed file {path} cannot be read: {FileFailure.Reason(failure)}");
        }
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    });

    private static async IAsyncEnumerable<ProducerLine> NumberedAsync(string source, IEnumerable<string> urls, SeedPosition from)
    {
        await Task.Yield();
        var number = from.Lines;
        foreach (var url in urls)
        {
            number++;
            yield return new ProducerLine(source, number, url, After: new SeedPosition(number, number));
        }
    }

    private static async IAsyncEnumerable<ProducerLine> ReadAsync(
        string source, Stream stream, SeedFormat format, SeedPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            var lines = format switch
            {
                { CsvColumn: { } column } => CsvSeeds.ReadAsync(source, stream, column, from, cancellationToken),
                { JsonField: { } pointer } => JsonSeeds.ReadAsync(source, stream, pointer, from, cancellationToken),
                _ => PlainAsync(source, stream, from, cancellationToken),
            };
            await foreach (var line in lines)
            {
                yield return line;
            }
        }
    }

    private static async IAsyncEnumerable<ProducerLine> PlainAsync(
        string source, Stream stream, SeedPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in SeedFile.ReadAsync(stream, from, cancellationToken))
        {
            yield return new ProducerLine(source, line.Number, line.Text, line.Problem, line.End);
        }
    }
}

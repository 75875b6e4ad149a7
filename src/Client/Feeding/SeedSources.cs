using System.Runtime.CompilerServices;
using Thresher.Seeding;

namespace Thresher.Client.Feeding;

/// <summary>Where seeds come from, each as a stream of lines.</summary>
internal static class SeedSources
{
    /// <summary>URLs one by one: those of the command line, of a job, or of a template.</summary>
    public static async IAsyncEnumerable<FeedLine> UrlsAsync(string source, IEnumerable<string> urls)
    {
        await Task.Yield();
        var number = 0L;
        foreach (var url in urls)
        {
            yield return new FeedLine(source, ++number, url);
        }
    }

    /// <summary>The lines of a seed file or of stdin, which is closed at the end.</summary>
    public static async IAsyncEnumerable<FeedLine> LinesAsync(
        string source, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            await foreach (var line in SeedFile.ReadAsync(stream, default, cancellationToken))
            {
                yield return new FeedLine(source, line.Number, line.Text, line.IsTooLong);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Seeds as programs post them, one a line, plain or gzip, in constant memory. Each line has its own form: a JSON string,
/// a JSON object with <c>url</c> or <c>sitemap</c>, or the plain URL.
/// </summary>
public static class PostedSeeds
{
    /// <summary>Reads a stream, which is left open.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The gzip is broken; the lines before were returned.</exception>
    public static async IAsyncEnumerable<ProducerLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in SeedFile.ReadAsync(stream, default, JsonSeeds.MaxLineBytes, cancellationToken))
        {
            var problem = line.Problem;
            var text = problem is null ? Seed(line.Text, out problem) : line.Text;
            if (problem is null && text.Length > SeedFile.MaxLineBytes)
            {
                problem = $"is longer than {SeedFile.MaxLineBytes} characters";
            }

            yield return new ProducerLine("", line.Number, problem is null ? text : JsonSeeds.Beginning(text), problem, line.End);
        }
    }

    /// <summary>The seed of a line as <see cref="Seeder"/> accepts it; the line itself when it contains none.</summary>
    private static string Seed(string line, out string? problem)
    {
        switch (line[0])
        {
            case '"':
                return JsonSeeds.Field(line, "", out problem) ?? line;
            case '{' when JsonSeeds.Field(line, "/sitemap", out _) is { } sitemap:
                problem = null;
                return Seeder.SitemapLine(sitemap);
            case '{':
                return JsonSeeds.Field(line, "/url", out problem) ?? line;
            case '[':
                problem = "is an array: post one seed a line";
                return line;
            default:
                problem = null;
                return line;
        }
    }
}

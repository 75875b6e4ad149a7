using System.CommandLine;
using System.Runtime.CompilerServices;
using Thresher.Client.CommandLine;
using Thresher.Storage;

namespace Thresher.Client.Exporting;

/// <summary>Which pages an export leaves out as duplicates, and which it marks as near-duplicates.</summary>
internal static class PageFilter
{
    private static readonly Option<bool> Unique = new("--unique")
    {
        Description = "Of pages: leave out those whose content equals an earlier page's.",
    };

    private static readonly Option<long?> Near = OptionValues.Number(
        "--near", $"Of pages: leave out those whose text differs from an earlier page's in at most N of 64 bits (0 to {NearDuplicates.MostBits}).", 0);

    /// <summary>Adds the options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Unique);
        command.Options.Add(Near);
    }

    /// <summary>The pages that stay, marked.</summary>
    public static IAsyncEnumerable<StoredPage> Apply(
        IAsyncEnumerable<StoredPage> pages, ICrawlReader reader, ParseResult parsed, CancellationToken cancellationToken)
    {
        var near = parsed.GetValue(Near);
        return near > NearDuplicates.MostBits
            ? throw CommandException.Usage($"--near: at most {NearDuplicates.MostBits} of 64 bits: beyond that pages are merely alike")
            : ApplyAsync(pages, reader, parsed.GetValue(Unique), near, cancellationToken);
    }

    private static async IAsyncEnumerable<StoredPage> ApplyAsync(
        IAsyncEnumerable<StoredPage> pages, ICrawlReader reader, bool unique, long? near, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var earlier = new NearDuplicates();
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            var found = page.Page.SimHash is { } simHash ? earlier.FindOrAdd(simHash, page.UrlId) : null;
            if ((unique && page.DuplicateOf is not null) || (near is not null && found?.Bits <= near))
            {
                continue;
            }

            yield return found is { } same ? page with { NearDuplicateOf = await reader.UrlOfAsync(same.UrlId, cancellationToken) } : page;
        }
    }
}

using System.CommandLine;
using System.Runtime.CompilerServices;
using Thresher.Client.CommandLine;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting;

/// <summary>Decides which pages an export omits as duplicates, and which it marks as near-duplicates.</summary>
internal sealed class PageFilter(ICrawlReader reader, bool unique, long? near)
{
    private static readonly Option<bool> Unique = new("--unique")
    {
        Description = "Pages: omit those whose content equals an earlier page's.",
    };

    private static readonly Option<long?> Near = OptionValues.Number(
        "--near", $"Pages: omit those whose text differs from an earlier page's in at most N of 64 bits (0 to {NearDuplicates.MostBits}).", 0);

    private readonly NearDuplicates _earlier = new();

    /// <summary>Adds the options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Unique);
        command.Options.Add(Near);
    }

    /// <summary>Whether the command line uses any of the options.</summary>
    public static bool IsAsked(ParseResult parsed) => parsed.GetValue(Unique) || parsed.GetValue(Near) is not null;

    /// <summary>The filter that the command line specifies.</summary>
    public static PageFilter Of(ParseResult parsed, ICrawlReader reader)
    {
        var near = parsed.GetValue(Near);
        return near > NearDuplicates.MostBits
            ? throw CommandException.Usage($"--near: at most {NearDuplicates.MostBits} of 64 bits: beyond that pages are only similar")
            : new PageFilter(reader, parsed.GetValue(Unique), near);
    }

    /// <summary>The remaining pages, marked; those of earlier calls are taken into account.</summary>
    public async IAsyncEnumerable<StoredPage> ApplyAsync(
        IAsyncEnumerable<StoredPage> pages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            // A followed page comes again when it is checked again, and is not a duplicate of itself.
            var found = page.Page.SimHash is { } simHash && _earlier.FindOrAdd(simHash, page.UrlId) is { } other && other.UrlId != page.UrlId
                ? other
                : ((long UrlId, int Bits)?)null;
            if ((unique && page.DuplicateOf is not null) || (near is not null && found?.Bits <= near))
            {
                continue;
            }

            yield return found is { } same ? page with { NearDuplicateOf = await reader.UrlOfAsync(same.UrlId, cancellationToken) } : page;
        }
    }
}

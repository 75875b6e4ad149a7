using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Ownership;
using Thresher.Storage;
using Thresher.Storage.Rules;

namespace Thresher.Grains.Parsing;

/// <summary>
/// Decides how a URL is parsed that was leased when a process died: on record, so that the next crash tells on it; and
/// where the next strike would quarantine it, in a process of its own first, because a strike cannot tell whether the
/// page killed its silo or somebody else did (docs/decisions/0004).
/// </summary>
public sealed partial class SuspectPages(IUrlQueue urls, IsolatedParse isolated, FetchSlots slots, ILogger<SuspectPages> logger)
{
    /// <summary>Deaths of the process that had it at which a page is quarantined.</summary>
    internal const int StrikeLimit = CrashRules.StrikeLimit;

    /// <summary>
    /// Deaths of its process with which a page counts as a killer although it survives the isolated parse, which has more memory
    /// and fewer extractors than a silo: from here on it is parsed on record, and the next death quarantines it.
    /// </summary>
    private const int MostDeaths = 8;

    /// <summary>Judges a suspect; what is to be parsed may be parsed now.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="page">What was fetched; null when its URL is none.</param>
    /// <exception cref="StoreException">The mark could not be written.</exception>
    public async Task<SuspectVerdict> JudgeAsync(FetchRequest request, ActiveCrawl crawl, FetchedPage? page)
    {
        if (request.Url.Strikes == CrashRules.StrikeLimit - 1 && page is { } fetched)
        {
            try
            {
                switch (await isolated.RunAsync(crawl, fetched, slots.Stopping))
                {
                    case IsolatedParseVerdict.Survived when request.Url.Crashes < MostDeaths:
                        return SuspectVerdict.Parse;
                    case IsolatedParseVerdict.Died:
                        LogQuarantine(logger, request.Url.Url);
                        return SuspectVerdict.Quarantine;
                }
            }
            catch (OperationCanceledException)
            {
                return SuspectVerdict.CalledOff;
            }
        }

        return await urls.MarkParsingAsync(request.Url.Id, request.Epoch, CancellationToken.None)
            ? SuspectVerdict.Parse
            : SuspectVerdict.LeaseLost;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Quarantined {Url}: two silos died while they had it, and so did a process that parsed it alone")]
    private static partial void LogQuarantine(ILogger logger, string url);
}

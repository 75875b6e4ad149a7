namespace Thresher.Storage.Rules;

/// <summary>What one crawl has waiting on a domain.</summary>
/// <param name="HasRoom">Whether its page limits let it lease another URL.</param>
/// <param name="HasQueued">Whether it has a queued URL.</param>
/// <param name="NextRetry">When its next retry is due, Unix milliseconds; <see cref="WakeRules.Never"/> when it has none.</param>
internal readonly record struct WaitingCrawl(bool HasRoom, bool HasQueued, long NextRetry);

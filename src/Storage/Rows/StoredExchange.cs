using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>A stored exchange that ended without a page, without its heads and body.</summary>
/// <param name="Id">Its number, in the order of the commits.</param>
/// <param name="Url">Canonical URL.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="IsCut">Whether the response's body was cut at the limit.</param>
public sealed record StoredExchange(long Id, string Url, FetchOutcome Outcome, long At, bool IsCut);

/// <summary>What was exchanged then.</summary>
/// <param name="Head">Heads of request and response, the latter empty when none came; null when nothing was sent.</param>
/// <param name="Body">The decoded body; null when none came whole.</param>
public sealed record ExchangeCapture(ExchangeHead? Head, byte[]? Body);

namespace Thresher.Storage.Rows;

/// <summary>What was exchanged for a stored page, as far as it is kept.</summary>
/// <param name="FetchedAt">When the response was complete, Unix milliseconds.</param>
/// <param name="Body">The decoded body as it was fetched; null when it is not kept.</param>
/// <param name="Head">Heads of request and response; null when they are not kept.</param>
/// <param name="CheckedAt">When the page was last found to be so, Unix milliseconds.</param>
/// <param name="CheckedHead">Heads of the exchange that found so; null when there was none since, or they are not kept.</param>
public sealed record PageCapture(long FetchedAt, byte[]? Body, ExchangeHead? Head, long CheckedAt, ExchangeHead? CheckedHead);

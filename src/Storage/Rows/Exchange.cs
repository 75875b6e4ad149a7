namespace Thresher.Storage.Rows;

/// <summary>An exchange that ended without a page, as it is stored where bodies are kept: a redirect or a failure.</summary>
/// <param name="At">When it ended, Unix milliseconds.</param>
/// <param name="Head">Heads of the request and the response (<see cref="ExchangeHead"/>), compressed; null when nothing was sent.</param>
/// <param name="Body">The response's decoded body, Brotli-compressed; null when none came whole.</param>
/// <param name="IsCut">Whether the body was cut at the limit.</param>
public sealed record Exchange(long At, byte[]? Head, byte[]? Body, bool IsCut);

namespace Thresher.Extraction.Elements;

/// <summary>A page would cost too much; the message says what of it.</summary>
internal sealed class PageLimitException(string message) : Exception(message);

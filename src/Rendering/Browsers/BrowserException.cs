namespace Thresher.Rendering.Browsers;

/// <summary>There is no browser to be used on this machine; the message says why and what helps, in one line.</summary>
public sealed class BrowserException(string message) : Exception(message);

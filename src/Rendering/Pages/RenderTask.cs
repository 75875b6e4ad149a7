namespace Thresher.Rendering.Pages;

/// <summary>One page to prepare.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Document">The response that was fetched already: the browser's first request is answered by it.</param>
/// <param name="UserAgent">What its scripts are told of the browser.</param>
/// <param name="Network">What answers the browser's further requests.</param>
/// <param name="Steps">What is done before the page is taken.</param>
public sealed record RenderTask(string Url, PageAnswer Document, string UserAgent, IPageNetwork Network, RenderSteps Steps)
{
    /// <summary>Cookies as of <c>name=value; name=value</c> that scripts of the page may see; null for none.</summary>
    public string? Cookies { get; init; }

    /// <summary>Bytes of the document at most (UTF-8); the rest is cut.</summary>
    public long MaxBytes { get; init; } = 10 << 20;
}

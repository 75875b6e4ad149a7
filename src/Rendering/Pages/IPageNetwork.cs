namespace Thresher.Rendering.Pages;

/// <summary>The only network that a page has.</summary>
public interface IPageNetwork
{
    /// <summary>Answers a request of the page.</summary>
    /// <returns>Null where the request is refused or has failed.</returns>
    Task<PageAnswer?> AnswerAsync(PageRequest request, CancellationToken cancellationToken);
}

/// <summary>A request of a page.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Url">An absolute http or https URL.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Headers">The header fields that the page's scripts and the browser gave it.</param>
/// <param name="Body">Its body; null for none.</param>
public sealed record PageRequest(string Method, string Url, RequestKind Kind, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body);

/// <summary>A response for a page.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Header fields.</param>
/// <param name="Body">The decoded body.</param>
public sealed record PageAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);

/// <summary>What a page asks for.</summary>
public enum RequestKind
{
    /// <summary>The page itself, once more.</summary>
    Document,

    /// <summary>A script.</summary>
    Script,

    /// <summary>A style sheet.</summary>
    Style,

    /// <summary>What a script asks for: <c>fetch</c> or XMLHttpRequest.</summary>
    Data,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>Sound or video.</summary>
    Media,

    /// <summary>A font.</summary>
    Font,

    /// <summary>Anything else, such as icons and pings: it is refused before it comes here.</summary>
    Other,
}

using Thresher.Grains.Fetching;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Pages;

/// <summary>What is kept of an exchange for the archive.</summary>
internal static class ExchangeTaken
{
    /// <summary>Heads and body of a response.</summary>
    /// <param name="response">What came.</param>
    /// <param name="time">The clock.</param>
    public static Exchange From(FetchResponse response, TimeProvider time) =>
        new(time.UnixMs(), response.Head?.Compress(), response.HasBody ? CompressedText.Of(response.Body.Span) : null, response.BodyCut) { Outcome = response.Outcome };
}

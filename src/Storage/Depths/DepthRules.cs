using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Depths;

/// <summary>What a shorter way to a URL changes.</summary>
internal static class DepthRules
{
    /// <summary>
    /// Whether the URL's page has to be read once more, for links that were left out as too deep and are no longer.
    /// </summary>
    /// <param name="links">Where it leads.</param>
    /// <param name="depth">Its depth from now on.</param>
    /// <param name="maxDepth">The job's limit.</param>
    public static bool MustRead(OutLinks links, int depth, int maxDepth) => links.TooDeep && depth < maxDepth;

    /// <summary>Whether it is queued for that. What is pending is read anyway.</summary>
    public static bool MustQueue(UrlState state) => state == UrlState.Fetched;
}

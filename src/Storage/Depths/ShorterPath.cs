using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Depths;

/// <summary>A shorter way to a known URL, with what the URL's row says.</summary>
/// <param name="UrlId">Row of the URL.</param>
/// <param name="Depth">Links followed from a seed on this way.</param>
/// <param name="Rank">Its rank by this way.</param>
/// <param name="DepthBefore">Its depth so far.</param>
/// <param name="DomainId">Its domain.</param>
/// <param name="State">Its state, never leased.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Links">Where it leads, as <see cref="OutLinks.ToBytes"/> wrote it; null when that is not known to matter.</param>
internal sealed record ShorterPath(
    long UrlId, int Depth, int Rank, int DepthBefore, long DomainId, UrlState State, FetchOutcome Outcome, byte[]? Links);

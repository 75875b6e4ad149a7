using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;

namespace Thresher.Storage.Rows;

/// <summary>What was made of a stored page when it was read again.</summary>
/// <param name="UrlId">Row of its URL.</param>
/// <param name="FetchedAt">The fetch that it was read of, Unix milliseconds: one that came later is not replaced.</param>
/// <param name="Flags">What is noted of it now.</param>
/// <param name="Items">Its records.</param>
/// <param name="Markdown">Its readable text, compressed; null when the job does not keep it.</param>
/// <param name="Links">Links to accept, already admitted.</param>
/// <param name="OutLinks">Where it leads (<see cref="Depths.OutLinks.ToBytes"/>); null for nowhere.</param>
public sealed record PageReread(long UrlId, long FetchedAt, PageFlags Flags, IReadOnlyList<ItemRow> Items, byte[]? Markdown, IReadOnlyList<NewUrl> Links, byte[]? OutLinks);

namespace Thresher.TestWeb.Generation;

/// <summary>A link of the plan, before it is spelled.</summary>
/// <param name="To">The page it leads to.</param>
/// <param name="NoFollow">Whether the page asks robots not to follow it, in whichever way.</param>
internal readonly record struct PageLink(PageAddress To, bool NoFollow = false);

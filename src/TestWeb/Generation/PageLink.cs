namespace Thresher.TestWeb.Generation;

/// <summary>A link of the plan, before it is spelled.</summary>
/// <param name="To">The page it leads to.</param>
/// <param name="NoFollow">Whether the page asks robots not to follow it, in whichever way.</param>
internal readonly record struct PageLink(PageAddress To, bool NoFollow = false);

/// <summary>Where a page lives.</summary>
/// <param name="Host">Index of the virtual host, from 0.</param>
/// <param name="Target">Path and query in canonical spelling.</param>
public readonly record struct PageAddress(int Host, string Target);

namespace Thresher.TestWeb.Generation;

/// <summary>Where a page lives.</summary>
/// <param name="Host">Index of the virtual host, from 0.</param>
/// <param name="Target">Path and query in canonical spelling.</param>
public readonly record struct PageAddress(int Host, string Target);

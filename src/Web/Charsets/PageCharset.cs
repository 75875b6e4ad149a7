namespace Thresher.Web.Charsets;

/// <summary>The character encoding a page was read in.</summary>
/// <param name="Name">The encoding's name in the WHATWG Encoding Standard, lower-case.</param>
/// <param name="Source">How it was found.</param>
public readonly record struct PageCharset(string Name, CharsetSource Source);

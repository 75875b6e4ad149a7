namespace Thresher.Extraction.Trees;

/// <summary>A piece of a page's text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsRaw">Whether references in it are none: in scripts and styles.</param>
internal readonly record struct PlainText(int Start, int Length, bool IsRaw);

namespace Thresher.Extraction.Trees;

/// <summary>A condition on an element of a <see cref="PlainTree"/>.</summary>
/// <param name="tree">The tree.</param>
/// <param name="element">The element.</param>
/// <param name="scope">The record's element.</param>
internal delegate bool PlainTest(PlainTree tree, int element, int scope);

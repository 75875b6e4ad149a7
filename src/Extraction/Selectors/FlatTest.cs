using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>A condition on an element of a <see cref="FlatTree"/>.</summary>
/// <param name="tree">The tree.</param>
/// <param name="element">The element.</param>
/// <param name="scope">The record's element.</param>
internal delegate bool FlatTest(FlatTree tree, int element, int scope);

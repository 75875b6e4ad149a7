using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Pages;

/// <summary>What became of a page's links.</summary>
/// <param name="Rows">The rows they ask for.</param>
/// <param name="Cut">Which limits left some of them out.</param>
public readonly record struct AdmittedLinks(IReadOnlyList<NewUrl> Rows, PageFlags Cut);

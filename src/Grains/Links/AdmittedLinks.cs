using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Links;

/// <summary>What became of a page's links.</summary>
/// <param name="Rows">The rows they ask for.</param>
/// <param name="Cut">Which limits left some of them out.</param>
/// <param name="OutLinks">Where the page leads, as far as a shorter way to it would matter there; null for nowhere.</param>
public readonly record struct AdmittedLinks(IReadOnlyList<NewUrl> Rows, PageFlags Cut, OutLinks? OutLinks)
{
    /// <summary>These and others of the same page; of equal ones these.</summary>
    public AdmittedLinks With(AdmittedLinks others)
    {
        if (others.OutLinks is { } leading)
        {
            OutLinks?.Add(leading);
        }

        return new AdmittedLinks([.. Rows, .. others.Rows.ExceptBy(Rows.Select(row => row.Hash), row => row.Hash)], Cut | others.Cut, OutLinks ?? others.OutLinks);
    }
}

using Thresher.Storage.Shapes;

namespace Thresher.Grains.Rendering;

/// <summary>What is done with pages of a shape, from what was found of it so far.</summary>
internal static class ShapeRules
{
    /// <summary>Pages that have to agree before a shape counts as known.</summary>
    public const int Enough = 3;

    /// <summary>One page of so many of a known shape that needs no browser is looked at again.</summary>
    public const int OneOf = 20;

    /// <summary>Decides.</summary>
    /// <param name="evidence">What was found; null for nothing.</param>
    /// <param name="draw">A number that is the page's own, so that a page that is tried again meets the same decision.</param>
    public static ShapeWish Of(ShapeEvidence? evidence, ulong draw) =>
        evidence is null || evidence.Compared < Enough ? ShapeWish.Look
        : evidence.Differed * 2 >= evidence.Compared ? ShapeWish.Render
        : evidence.Differed > 0 || draw % OneOf == 0 ? ShapeWish.Look
        : ShapeWish.Plain;
}

/// <summary>What is done with a page.</summary>
internal enum ShapeWish
{
    /// <summary>It is looked at, and rendered to compare where it has marks of a shell.</summary>
    Look,

    /// <summary>It is stored as it was fetched.</summary>
    Plain,

    /// <summary>It is rendered, and compared all the same.</summary>
    Render,
}

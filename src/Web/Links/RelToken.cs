namespace Thresher.Web.Links;

/// <summary>The tokens of a <c>rel</c> attribute that matter to a crawler.</summary>
[Flags]
internal enum RelToken
{
    None = 0,
    NoFollow = 1,
    Ugc = 2,
    Sponsored = 4,
    Next = 8,
    Prev = 16,
    Alternate = 32,
    Canonical = 64,
    Stylesheet = 128,
}

namespace Thresher.TestWeb.Generation;

/// <summary>One URL of the web and what is to happen there.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Index">The numbered page it belongs to, from 0 within its host.</param>
/// <param name="Kind">The kind of that page.</param>
/// <param name="Part">Which of that page's URLs it is.</param>
/// <param name="Step">How many redirects or trap levels lie before it; the number of an item; the id of a session.</param>
internal sealed record PagePlan(PageAddress Address, int Index, PageKind Kind, PagePart Part, long Step)
{
    public int Host => Address.Host;

    public string Target => Address.Target;

    /// <summary>A number of its own for rolls, so that the page behind differs from its entry.</summary>
    public long Place => ((long)Index << 24) ^ ((long)Part << 20) ^ Step;

    public string Title => Part switch
    {
        PagePart.Item => $"Item {Step}",
        PagePart.Behind => $"Behind page {Index} of site {Host}",
        PagePart.Deep => $"Level {Step} below page {Index} of site {Host}",
        _ => $"Page {Index} of site {Host}",
    };

    /// <summary>Served as 200 with HTML in the end.</summary>
    public bool IsHtml => Part is PagePart.Behind or PagePart.Item
        || (!Kind.IsRedirect() && Kind is not (PageKind.NotFound or PageKind.Gone or PageKind.ServerError or PageKind.Document));
}

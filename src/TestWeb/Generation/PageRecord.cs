namespace Thresher.TestWeb.Generation;

/// <summary>The one record an HTML page carries, as JSON-LD and as marked-up text.</summary>
/// <param name="Sku">Unique in the web.</param>
/// <param name="Name">The title of the page.</param>
/// <param name="PriceCents">1 to 99,999.</param>
public sealed record PageRecord(string Sku, string Name, int PriceCents)
{
    internal static PageRecord Of(PagePlan page, ulong seed) => new(
        page.Part switch
        {
            PagePart.Item => $"s{page.Host}-i{page.Step}",
            PagePart.Behind => $"s{page.Host}-b{page.Index}",
            PagePart.Deep => $"s{page.Host}-d{page.Index}-{page.Step}",
            _ => $"s{page.Host}-p{page.Index}",
        },
        page.Title,
        1 + Dice.Roll(seed, page.Host, page.Place, Purpose.Price, 99_999));

    /// <summary>The price as the page writes it, for instance <c>12.34</c>.</summary>
    public string Price => FormattableString.Invariant($"{PriceCents / 100}.{PriceCents % 100:D2}");
}

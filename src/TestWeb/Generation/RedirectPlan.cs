namespace Thresher.TestWeb.Generation;

/// <summary>Where each redirect leads and with which status.</summary>
internal sealed class RedirectPlan(SyntheticWebOptions options, HostPlan[] hosts, PagePaths paths)
{
    private static readonly int[] Statuses = [301, 302, 307, 308];

    public int StatusOf(PagePlan page) =>
        Statuses[Dice.Roll(options.Seed, page.Host, page.Place, Purpose.RedirectStatus, Statuses.Length)];

    public PageAddress TargetOf(PagePlan page) => page.Kind switch
    {
        PageKind.Redirect => paths.Behind(page.Host, page.Index).Address,
        PageKind.RedirectChain when page.Step < paths.HopsOf(page.Host, page.Index) => Hop(page, page.Step + 1),
        PageKind.RedirectChain => paths.Behind(page.Host, page.Index).Address,
        PageKind.RedirectLoop when page.Part == PagePart.Entry => Hop(page, 1),
        PageKind.RedirectLoop => paths.Entry(page.Host, page.Index).Address,
        PageKind.RedirectEndless => Hop(page, page.Step + 1),
        PageKind.RedirectAway => Away(page),
        _ => throw new ArgumentOutOfRangeException(nameof(page), page.Kind, "Not a redirect."),
    };

    private PageAddress Hop(PagePlan page, long step) => paths.Hop(page.Host, page.Index, step).Address;

    /// <summary>A page of another host; on a web of one host, of the same.</summary>
    private PageAddress Away(PagePlan page)
    {
        var roll = Dice.Roll(options.Seed, page.Host, page.Place, Purpose.RedirectTarget);
        var host = hosts.Length == 1 ? page.Host : (page.Host + 1 + (int)(roll % (uint)(hosts.Length - 1))) % hosts.Length;
        var carriers = hosts[host].Carriers;
        return paths.Entry(host, carriers[(int)((roll >> 32) % (uint)carriers.Length)]).Address;
    }
}

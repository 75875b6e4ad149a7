namespace Thresher.TestWeb.Generation;

/// <summary>Which pages a page links to, in the order of its text.</summary>
internal sealed class LinkPlan(SyntheticWebOptions options, HostPlan[] hosts, PagePaths paths)
{
    private const int HostBranching = 4;

    /// <summary>The links of an HTML page; none for everything else.</summary>
    public List<PageLink> LinksOf(PagePlan page)
    {
        if (!page.IsHtml || page.Part == PagePart.Item)
        {
            return [];
        }

        var links = new List<PageLink>(options.LinksPerPage + 4) { new(paths.Entry(page.Host, 0).Address) };
        if (page.Part == PagePart.Behind)
        {
            return links;
        }

        if (page.Kind.CarriesTree())
        {
            AddTree(page, links);
            AddExtra(page, links);
        }
        else if (page.Kind.HasPageBehind())
        {
            links.Add(new PageLink(paths.Behind(page.Host, page.Index).Address, page.Kind == PageKind.NoFollow));
        }
        else
        {
            AddTrap(page, links);
        }

        return links;
    }

    private void AddTree(PagePlan page, List<PageLink> links)
    {
        foreach (var child in hosts[page.Host].ChildrenOf(page.Index))
        {
            links.Add(new PageLink(paths.Entry(page.Host, child).Address));
        }

        if (page.Index != 0 || options.CrossHostLinkShare <= 0)
        {
            return;
        }

        // Every root links to host 0, and from there a tree of roots reaches all hosts: any seed will do.
        links.Add(new PageLink(paths.Entry(0, 0).Address));
        for (var child = (long)page.Host * HostBranching + 1; child <= (long)page.Host * HostBranching + HostBranching && child < hosts.Length; child++)
        {
            links.Add(new PageLink(paths.Entry((int)child, 0).Address));
        }
    }

    private void AddExtra(PagePlan page, List<PageLink> links)
    {
        for (var extra = 0; links.Count < options.LinksPerPage; extra++)
        {
            var roll = Dice.Roll(options.Seed, page.Host, page.Place, Purpose.ExtraLink + 2 * extra);
            var away = hosts.Length > 1
                && Dice.Hits(options.Seed, page.Host, page.Place, Purpose.ExtraLink + 2 * extra + 1, options.CrossHostLinkShare);
            var host = away ? (page.Host + 1 + (int)(roll % (uint)(hosts.Length - 1))) % hosts.Length : page.Host;
            var linked = hosts[host].Linked((int)((roll >> 32) % (uint)hosts[host].LinkedCount));
            links.Add(new PageLink(paths.Entry(host, linked).Address));
        }

        if (Dice.Roll(options.Seed, page.Host, page.Place, Purpose.DuplicateLink, 4) == 0)
        {
            links.Add(links[^1]);
        }
    }

    private void AddTrap(PagePlan page, List<PageLink> links)
    {
        var next = page switch
        {
            { Kind: PageKind.Calendar, Part: PagePart.Entry } => [0],
            { Kind: PageKind.Calendar } when PagePaths.HasPreviousMonth(page.Step) => [page.Step + 1, page.Step - 1],
            { Kind: PageKind.Calendar } or { Kind: PageKind.Maze } => [page.Step + 1],
            { Kind: PageKind.Session } => [(long)Dice.Roll(options.Seed, page.Host, page.Place, Purpose.SessionId)],
            _ => Array.Empty<long>(),
        };
        foreach (var step in next)
        {
            links.Add(new PageLink(paths.Deep(page.Host, page.Index, step).Address));
        }
    }
}

namespace Thresher.TestWeb.Generation;

/// <summary>The plan of the whole web, from which the server serves and the truth is computed.</summary>
internal sealed class WebPlan
{
    public WebPlan(SyntheticWebOptions options, int port)
    {
        Options = options;
        Hosts = [.. Enumerable.Range(0, options.Hosts).Select(host => new HostPlan(options, host))];
        Names = new HostNames(options, port);
        Paths = new PagePaths(options, Hosts);
        Redirects = new RedirectPlan(options, Hosts, Paths);
        Links = new LinkPlan(options, Hosts, Paths);
        Filler = new FillerText(options.Seed);
        Pages = new PageWriter(options, Links, new LinkSpelling(options, Names), Filler);
    }

    public SyntheticWebOptions Options { get; }

    public HostPlan[] Hosts { get; }

    public HostNames Names { get; }

    public PagePaths Paths { get; }

    public RedirectPlan Redirects { get; }

    public LinkPlan Links { get; }

    public FillerText Filler { get; }

    public PageWriter Pages { get; }

    /// <summary>How often a <see cref="PageKind.Flaky"/> or <see cref="PageKind.Throttled"/> entry fails before it is served.</summary>
    public int FailuresFirst(PagePlan page) =>
        page is { Kind: PageKind.Flaky or PageKind.Throttled, Part: PagePart.Entry }
            ? 1 + Dice.Roll(Options.Seed, page.Host, page.Place, Purpose.Failures, Options.MaxFailuresFirst)
            : 0;
}

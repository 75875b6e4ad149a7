using System.Text;
using Thresher.Grains.Links;
using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Tests.Unit.Grains.Pages;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Grains.Links;

/// <summary>Which of a page's links become rows.</summary>
public sealed class LinkAdmissionTests
{
    private const int FromDepth = 3;

    [Theory]
    [InlineData("<a href=/a>1</a><a href='/a#part'>2</a><a href='http://site.test:80/a'>3</a>", "/a")]
    [InlineData("<base href=/dir/><a href=a>1</a>", "/dir/a")]
    [InlineData("<a href='mailto:x@site.test'>1</a><a href='javascript:x'>2</a><a href='http://[/'>3</a><a href=/b>4</a>", "/b")]
    [InlineData("<a href='http://elsewhere.test/x'>1</a><a href=/b>2</a>", "/b")]
    [InlineData("<a href=/a rel=nofollow>1</a><a href=/b>2</a>", "/b")]
    [InlineData("<a href=/x/x/x/x/x>1</a><a href=/b>2</a>", "/b")]
    public async Task Admit_Links_GivesEachOnceThatTheJobWants(string html, params string[] expected)
    {
        await using var rig = await PipelineRig.StartAsync("");

        Assert.Equal(expected, (await AdmitAsync(rig, html)).Select(PathOf));
    }

    [Fact]
    public async Task Admit_RobotsIgnored_TakesNofollowToo()
    {
        await using var rig = await PipelineRig.StartAsync("", new() { Politeness = new() { Robots = false } });

        Assert.Equal(["/a"], (await AdmitAsync(rig, "<a href=/a rel=nofollow>1</a>")).Select(PathOf));
    }

    [Fact]
    public async Task Admit_Link_IsOneDeeperAndTheCanonicalIsNot()
    {
        await using var rig = await PipelineRig.StartAsync("");

        var rows = await AdmitAsync(rig, "<link rel=canonical href=/better><a href=/a>1</a>");

        Assert.Equal([("/better", FromDepth), ("/a", FromDepth + 1)], rows.Select(row => (PathOf(row), row.Depth)));
        Assert.True(rows[0].Rank < rows[1].Rank);
    }

    [Fact]
    public async Task Admit_DeeperThanTheLimit_IsLeftOut()
    {
        await using var rig = await PipelineRig.StartAsync("", new() { Limits = new() { MaxDepth = FromDepth } });

        Assert.Empty(await AdmitAsync(rig, "<a href=/a>1</a>"));
    }

    [Fact]
    public async Task Admit_KnownToBeCommitted_IsNotAskedForAgain()
    {
        await using var rig = await PipelineRig.StartAsync("");
        rig.Get<KnownUrls>().Add([rig.Crawl.Admission.Row(PipelineRig.Parse("http://site.test/known"), 1, 0)]);

        Assert.Equal(["/new"], (await AdmitAsync(rig, "<a href=/known>1</a><a href=/new>2</a>")).Select(PathOf));
    }

    [Fact]
    public async Task Admit_HostThatASeedBroughtIntoScope_IsTaken()
    {
        await using var rig = await PipelineRig.StartAsync("");
        var seed = PipelineRig.Parse("http://elsewhere.test/");
        await rig.Store.Intake.AcceptAsync(
            rig.Crawl.Record.Id, [rig.Crawl.Admission.Row(seed, 0, 0)], [rig.Crawl.Admission.SeedKey(seed)!], TestContext.Current.CancellationToken);

        Assert.Equal(["elsewhere.test"], (await AdmitAsync(rig, "<a href='http://elsewhere.test/x'>1</a>")).Select(row => row.Domain));
    }

    [Theory]
    [InlineData("http://site.test/there", true)]
    [InlineData("http://elsewhere.test/there", false)]
    [InlineData("http://site.test/private", false)]
    public async Task AdmitRedirect_Target_MustBeInScopeAndWithinTheRules(string target, bool admitted)
    {
        await using var rig = await PipelineRig.StartAsync("", new() { Scope = new() { Exclude = ["/private"] } });
        var request = await rig.LeaseAsync();

        var row = await rig.Get<LinkAdmission>().AdmitRedirectAsync(rig.Crawl, PipelineRig.Parse(target), request.Url with { Hops = 2 });

        Assert.Equal(admitted ? [3] : null, row?.Rows.Select(row => row.Hops));
    }

    [Fact]
    public async Task Admit_KnownUrl_IsTakenAgainByAShorterWayOnly()
    {
        await using var rig = await PipelineRig.StartAsync("");
        var known = rig.Get<KnownUrls>();
        known.Add([Row(rig, "/nearer", FromDepth), Row(rig, "/same", FromDepth + 1), Row(rig, "/farther", FromDepth + 2)]);

        Assert.Equal(["/farther"], (await AdmitAsync(rig, "<a href=/nearer>1</a><a href=/same>2</a><a href=/farther>3</a>")).Select(PathOf));
        known.Add([Row(rig, "/farther", FromDepth + 1)]);
        Assert.Empty(await AdmitAsync(rig, "<a href=/farther>3</a>"));
    }

    [Fact]
    public async Task Admit_Links_KeepsWhereAShorterWayWouldMatter()
    {
        await using var rig = await PipelineRig.StartAsync("", new() { Limits = new() { MaxDepth = FromDepth } });
        rig.Get<KnownUrls>().Add([Row(rig, "/menu", 1), Row(rig, "/deep", FromDepth)]);

        var (_, _, outLinks) = await AdmitAllAsync(rig, "<link rel=canonical href=/better><a href=/menu>1</a><a href=/deep>2</a><a href=/beyond>3</a>");

        Assert.NotNull(outLinks);
        Assert.True(outLinks.TooDeep);
        Assert.Equal([(Row(rig, "/deep", 0).Hash, 1), (Row(rig, "/better", 0).Hash, 0)], outLinks.Targets);
        Assert.Equal(outLinks.Targets, OutLinks.Read(outLinks.ToBytes()).Targets);
    }

    private static NewUrl Row(PipelineRig rig, string path, int depth) =>
        rig.Crawl.Admission.Row(PipelineRig.Parse($"http://site.test{path}"), depth, 0);

    private static async Task<IReadOnlyList<NewUrl>> AdmitAsync(PipelineRig rig, string html) => (await AdmitAllAsync(rig, html)).Rows;

    private static async Task<AdmittedLinks> AdmitAllAsync(PipelineRig rig, string html)
    {
        var request = await rig.LeaseAsync();
        var page = rig.Get<PageParser>().Parse(Encoding.UTF8.GetBytes(html), "text/html", rig.Crawl.Parsing, CancellationToken.None);
        return await rig.Get<LinkAdmission>().AdmitAsync(rig.Crawl, PipelineRig.Parse("http://site.test/"), page, request.Url with { Depth = FromDepth });
    }

    private static string PathOf(NewUrl row) => PipelineRig.Parse(row.Url).Path;
}

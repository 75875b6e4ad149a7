using Thresher.Storage.Shapes;

namespace Thresher.Tests.Contract;

/// <summary>What a crawl finds of pages that it renders is written with the page that tells, or not at all.</summary>
public abstract class ShapeContract(StoreHarness harness) : StoreContract(harness)
{
    private const string Host = "a.example";

    [Fact]
    public async Task Complete_WithEvidence_CountsItForItsCrawlHostAndShape()
    {
        var crawl = await SeededAsync(Host, 4);
        var domain = await AcquireAsync(Host);
        var urls = await LeaseAsync(domain, 4);
        await Queue.CompleteAsync(
            [
                Fetched(urls[0], domain) with { Shape = new ShapeUpdate(Host, "/p/#", true) },
                Fetched(urls[1], domain) with { Shape = new ShapeUpdate(Host, "/p/#", false) },
                Fetched(urls[2], domain) with { Shape = new ShapeUpdate(Host, "/", false) },
            ],
            Cancel);
        Assert.Equal([new ShapeEvidence("/", 1, 0), new ShapeEvidence("/p/#", 2, 1)], await Store.Shapes.ReadAsync(crawl, Host, Cancel));
        Assert.Empty(await Store.Shapes.ReadAsync(crawl, "b.example", Cancel));

        // Its lease has ended: what it tells is not counted twice.
        await CompleteAsync(Fetched(urls[0], domain) with { Shape = new ShapeUpdate(Host, "/p/#", true) });
        Assert.Equal(2, (await Store.Shapes.ReadAsync(crawl, Host, Cancel))[1].Compared);

        await Harness.ExecuteAsync($"UPDATE render_shapes SET compared = {ShapeEvidence.Most}, differed = {ShapeEvidence.Most}");
        await CompleteAsync(Fetched(urls[3], domain) with { Shape = new ShapeUpdate(Host, "/", false) });
        Assert.Equal(new ShapeEvidence("/", (ShapeEvidence.Most / 2) + 1, ShapeEvidence.Most / 2), (await Store.Shapes.ReadAsync(crawl, Host, Cancel))[0]);

        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal(0, await Harness.CountAsync("render_shapes"));
    }
}

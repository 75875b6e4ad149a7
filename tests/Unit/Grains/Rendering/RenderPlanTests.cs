using Thresher.Grains.Control;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Tests.Unit.Grains.Rendering;

/// <summary>Which pages are prepared in a browser: the first rule that matches says so, else the job.</summary>
public sealed class RenderPlanTests
{
    [Fact]
    public void Plan_IsNone_WhereNothingIsRendered() => Assert.Null(RenderPlan.Of(new CrawlJob { Rendering = [new RenderRule { WaitFor = "x" }, new RenderRule { Render = RenderMode.Never }] }));

    [Fact]
    public void Rule_ThatMatchesFirst_Holds()
    {
        var plan = RenderPlan.Of(new CrawlJob
        {
            Render = RenderMode.Always,
            Rendering = [new RenderRule { Glob = "https://a.example/static/**", Render = RenderMode.Never }, new RenderRule { Url = "/shop/", Scroll = 3 }],
        })!;
        Assert.Equal(RenderMode.Never, plan.For("https://a.example/static/shop/").Mode);
        Assert.Equal((RenderMode.Always, 3), (plan.For("https://a.example/shop/").Mode, plan.For("https://a.example/shop/").Rule.Scroll));
        Assert.Equal((RenderMode.Always, 0), (plan.For("https://a.example/").Mode, plan.For("https://a.example/").Rule.Scroll));
    }

    [Theory]
    [InlineData("""{"rendering":[{"waitFor":"a["}]}""", "job.json line 1 at rendering[0].waitFor: ")]
    [InlineData("""{"rendering":[{"click":"a >"}]}""", "job.json line 1 at rendering[0].click: ")]
    [InlineData("""{"render":"sometimes"}""", "job.json line 1 at render: ")]
    [InlineData("""{"rendering":[{"timeout":"0s"}]}""", "job.json line 1 at rendering[0].timeout: must be more than 0")]
    [InlineData("""{"rendering":[{"scroll":-1}]}""", "job.json line 1 at rendering[0].scroll: must be 0 to 1000")]
    public void Job_ThatCannotBe_IsRefused_ByLineAndPath(string json, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<JobException>(() => JobFile.Read(json, "job.json")).Message, StringComparison.Ordinal);
}

using AngleSharp.Html.Parser;
using BenchmarkDotNet.Attributes;
using Thresher.Web.Pages;

namespace Thresher.Bench;

/// <summary>Finding a page's links: <see cref="PageParser"/> against AngleSharp's tree.</summary>
[Config(typeof(ParsingBenchmarkConfig))]
public class ParsingBenchmarks
{
    private readonly PageParser _parser = new(TimeProvider.System);
    private readonly HtmlParser _tree = new();
    private byte[] _page = [];

    public enum Shape
    {
        Small,
        Large,
        LinkHeavy,
    }

    [Params(Shape.Small, Shape.Large, Shape.LinkHeavy)]
    public Shape Page { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _page = Bytes(Page);
        var (tree, scan) = (AngleSharpTree(), PageParser());
        if (tree != scan)
        {
            throw new InvalidOperationException($"{Page}: the tree has {tree} links, the parser found {scan}.");
        }
    }

    [Benchmark(Baseline = true)]
    public int AngleSharpTree()
    {
        using var document = _tree.ParseDocument(new MemoryStream(_page));
        return document.QuerySelectorAll("a[href], area[href], iframe[src], frame[src], link[rel=next], link[rel=canonical]")
            .Select(element => element.GetAttribute("href")!.Split('#')[0])
            .Distinct()
            .Count();
    }

    [Benchmark]
    public int PageParser() => _parser.Parse(_page, "text/html", ParsingOptions.Default, CancellationToken.None).Links.Length;

    internal static byte[] Bytes(Shape shape) => shape switch
    {
        Shape.Small => ParsingPages.Small(),
        Shape.Large => ParsingPages.Large(),
        _ => ParsingPages.LinkHeavy(),
    };
}

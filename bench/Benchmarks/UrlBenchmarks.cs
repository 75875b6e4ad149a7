using AngleSharp.Dom;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Thresher.Web.Urls;

namespace Thresher.Bench;

/// <summary>
/// What one link costs, in time and bytes: parsing to the serialised URL, and the whole way to its identity. Compared with
/// System.Uri, which puts off its work until a property is read, and AngleSharp's Url.
/// </summary>
[Config(typeof(InProcess))]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
[HideColumns("Job", "Toolchain", "Error", "StdDev", "IterationCount", "LaunchCount", "WarmupCount", "RatioSD")]
public class UrlBenchmarks
{
    private readonly Canonicalizer _canonicalizer = new();
    private readonly Uri _uriBase = new(UrlLinks.Page);
    private readonly Url _angleSharpBase = new(UrlLinks.Page);
    private readonly WebUrl _base;
    private readonly WebUrl[] _parsed;

    public UrlBenchmarks()
    {
        _base = WebUrl.TryParse(UrlLinks.Page, null, out var page) ? page : throw new InvalidOperationException("The page's URL does not parse");
        _parsed = [.. UrlLinks.Absolute.Select(l => WebUrl.TryParse(l, null, out var url) ? url : throw new InvalidOperationException(l))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = UrlLinks.Count, Description = "System.Uri, AbsoluteUri read")]
    [BenchmarkCategory("absolute")]
    public int AbsoluteUri()
    {
        var length = 0;
        foreach (var link in UrlLinks.Absolute)
        {
            length += Uri.TryCreate(link, UriKind.Absolute, out var uri) ? uri.AbsoluteUri.Length : 0;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "System.Uri, created only")]
    [BenchmarkCategory("absolute")]
    public int AbsoluteUriCreated()
    {
        var count = 0;
        foreach (var link in UrlLinks.Absolute)
        {
            count += Uri.TryCreate(link, UriKind.Absolute, out _) ? 1 : 0;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "AngleSharp Url")]
    [BenchmarkCategory("absolute")]
    public int AbsoluteAngleSharp()
    {
        var length = 0;
        foreach (var link in UrlLinks.Absolute)
        {
            length += new Url(link).Href.Length;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "WebUrl")]
    [BenchmarkCategory("absolute")]
    public int Absolute()
    {
        var length = 0;
        foreach (var link in UrlLinks.Absolute)
        {
            length += WebUrl.TryParse(link, null, out var url) ? url.Href.Length : 0;
        }

        return length;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = UrlLinks.Count, Description = "System.Uri, AbsoluteUri read")]
    [BenchmarkCategory("relative")]
    public int RelativeUri()
    {
        var length = 0;
        foreach (var link in UrlLinks.Relative)
        {
            length += Uri.TryCreate(_uriBase, link, out var uri) ? uri.AbsoluteUri.Length : 0;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "AngleSharp Url")]
    [BenchmarkCategory("relative")]
    public int RelativeAngleSharp()
    {
        var length = 0;
        foreach (var link in UrlLinks.Relative)
        {
            length += new Url(_angleSharpBase, link).Href.Length;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "WebUrl")]
    [BenchmarkCategory("relative")]
    public int Relative()
    {
        var length = 0;
        foreach (var link in UrlLinks.Relative)
        {
            length += WebUrl.TryParse(link, _base, out var url) ? url.Href.Length : 0;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "Canonicalize")]
    [BenchmarkCategory("identity")]
    public int Canonicalize()
    {
        var length = 0;
        foreach (var url in _parsed)
        {
            length += _canonicalizer.Canonicalize(url).Length;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = UrlLinks.Count, Description = "TryParse, Canonicalize, UrlIdentity")]
    [BenchmarkCategory("identity")]
    public ulong Identity()
    {
        ulong all = 0;
        foreach (var link in UrlLinks.Relative)
        {
            all ^= WebUrl.TryParse(link, _base, out var url) ? UrlIdentity.Of(_canonicalizer.Canonicalize(url), 1).Low : 0;
        }

        return all;
    }

    // In process: BenchmarkDotNet looks for a project named as the assembly, which this one is not.
    private sealed class InProcess : ManualConfig
    {
        public InProcess() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Sources;
using Thresher.Grains.Fetching;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>
/// An exception that nobody foresaw, wherever on a URL's way it is thrown, ends the attempt as <c>internal-error</c>, and the
/// last attempt fails the URL: nothing is fetched for ever.
/// </summary>
public sealed class FaultTests
{
    private const int Retries = 2;
    private const string Url = "http://site.test/";
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<a href=/a>a</a>";
    private const string Sitemap = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<urlset><url><loc>http://site.test/a</loc></url></urlset>";

    private static readonly CrawlJob Job = Extraction.Sources.Pages.Job("""{"limits":{"retries":2},"extract":[{"name":"r","fields":{"t":{"css":"a"}}}]}""");

    [Theory]
    [InlineData("fetch", UrlKind.Page, 0)]
    [InlineData("fetch", UrlKind.Sitemap, 0)]
    [InlineData("parse", UrlKind.Page, 1)]
    [InlineData("extraction", UrlKind.Page, 1)]
    [InlineData("commit", UrlKind.Page, 1)]
    [InlineData("commit", UrlKind.Sitemap, 1)]
    public async Task Run_Fault_EndsEachAttemptAndTheLastFailsTheUrl(string place, UrlKind kind, int requests)
    {
        var log = new FaultLog();
        await using var rig = await PipelineRig.StartAsync(
            kind == UrlKind.Page ? Page : Sitemap,
            Job,
            extractor: place == "extraction" ? new Nameless() : null,
            replace: (services, store) => Break(services.AddSingleton<ILogger<FetchPipeline>>(log), store, place));
        var request = await rig.LeaseAsync();

        for (var attempt = 0; attempt <= Retries; attempt++)
        {
            Assert.Equal(attempt, request.Url.Attempts);
            var result = await rig.RunAsync(request with { Url = request.Url with { Kind = kind } });

            Assert.Equal((FetchOutcome.InternalError, true), (result.Outcome, result.Applied));
            var row = (await rig.RowAsync(Url))!;
            Assert.Equal(
                (attempt < Retries ? UrlState.Retrying : UrlState.Failed, FetchOutcome.InternalError, attempt + 1),
                (row.State, row.Outcome, row.Attempts));
            if (attempt < Retries)
            {
                rig.Time.Advance(rig.Crawl.Job.Limits.MaxRetryDelay);
                request = await rig.LeaseAsync();
            }
        }

        Assert.Equal(requests * (Retries + 1), rig.Requests);
        Assert.Equal((0, 1), (await rig.CountAsync("pages"), await rig.CountAsync("urls")));
        Assert.Equal([true, false, false], log.Stacks);
    }

    private static void Break(IServiceCollection services, ICrawlStore store, string place)
    {
        switch (place)
        {
            case "fetch":
                services.AddSingleton(provider => new HttpFetcher(provider.GetRequiredService<HttpTransport>(), new Clockless()));
                break;
            case "parse":
                services.AddSingleton(new PageParser(new Clockless()));
                break;
            case "commit":
                var queue = DispatchProxy.Create<IUrlQueue, Refusing>();
                ((Refusing)(object)queue).Inner = store.Queue;
                services.AddSingleton(queue);
                break;
        }
    }

    /// <summary>A clock that does not work.</summary>
    private sealed class Clockless : TimeProvider
    {
        public override long GetTimestamp() => throw new InvalidOperationException("The clock is broken.");
    }

    /// <summary>An extractor that cannot even say its name.</summary>
    private sealed class Nameless : IPageExtractor
    {
        public string Name => throw new InvalidOperationException("It has none.");

        public bool Wants(PageSource page) => true;

        public IEnumerable<ExtractedRecord> Extract(PageSource page) => [];
    }

    /// <summary>Takes nothing that a page brings along.</summary>
    public class Refusing : DispatchProxy
    {
        internal IUrlQueue Inner { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            args![0] is IReadOnlyList<UrlCompletion> completions && completions.Any(completion => completion.BringsAlong)
                ? Task.FromException<IReadOnlyList<CompletionResult>>(new StoreException("the page is too odd"))
                : targetMethod!.Invoke(Inner, args);
    }

    /// <summary>Of each fault, whether its stack was logged.</summary>
    private sealed class FaultLog : ILogger<FetchPipeline>
    {
        public ConcurrentQueue<bool> Stacks { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Stacks.Enqueue(exception is not null);
    }
}

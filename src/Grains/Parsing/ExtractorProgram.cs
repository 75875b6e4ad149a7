using System.Runtime.InteropServices;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Grains.Crawls;
using Thresher.Web.Pages;

namespace Thresher.Grains.Parsing;

/// <summary>
/// The process in which extractors run, page after page, until its input ends: its parent can end it in the midst of a page. It
/// ends itself when a page takes so long that the other one must be gone.
/// </summary>
internal sealed class ExtractorProgram(Stream input, Stream output, IReadOnlyList<IPageExtractor> registered)
{
    // What the other one needs to end this process, if it is there.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly PageParser _parser = new(TimeProvider.System);
    private ActiveCrawl? _crawl;

    /// <summary>Serves until the input ends.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        // Ctrl-C reaches all processes of a terminal; when the silo has stopped, the input ends.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        try
        {
            await Frame.WriteAsync(output, new ExtractorHello([.. registered.Select(extractor => extractor.Name)]), CancellationToken.None);
            while (true)
            {
                var request = await Frame.ReadAsync<ExtractorRequest>(input, CancellationToken.None);
                await using var limit = new Timer(_ => Environment.FailFast("The page takes too long, and nobody ends it."), null, request.Limit + Grace, Timeout.InfiniteTimeSpan);
                if (await ServeAsync(request))
                {
                    return 0;
                }
            }
        }
        catch (EndOfStreamException)
        {
            return 0;
        }
    }

    // Whether it ends after that.
    private async Task<bool> ServeAsync(ExtractorRequest request)
    {
        if (_crawl is null || request.Case.Job.Length > 0)
        {
            _crawl = request.Case.Crawl(registered);
        }

        if (_crawl.Extraction is not { } plan)
        {
            await ReplyAsync(new ExtractorReply(Items: [ExtractorRun.Fault("extractors", _crawl.Fault ?? "the job cannot be read")]));
            return false;
        }

        var extractors = plan.Registered.Where(extractor => request.Registered.Contains(extractor.Name)).Concat(plan.Named).ToList();
        if (request.Case.Page(default) is not { } head || !extractors.Exists(extractor => PageTask.Wants(extractor, head)))
        {
            await ReplyAsync(new ExtractorReply(Wants: false, Items: []));
            return false;
        }

        await ReplyAsync(new ExtractorReply(Wants: true));
        var body = await Frame.ReadAsync(input, CancellationToken.None);
        var task = new PageTask(_parser, TimeProvider.System, _crawl, head with { Body = body }, extractors)
        {
            Begins = name => ReplyAsync(new ExtractorReply(Begins: name)).GetAwaiter().GetResult(),
            ReadsByRules = false,
        };
        task.Run();
        var ends = GC.GetTotalMemory(forceFullCollection: false) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        await ReplyAsync(new ExtractorReply(Items: task.Reading.Items, Ends: ends));
        return ends;
    }

    private Task ReplyAsync(ExtractorReply reply) => Frame.WriteAsync(output, reply, CancellationToken.None);
}

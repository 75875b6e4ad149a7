using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;
using Thresher.Storage;

namespace Thresher.Silo.Http;

/// <summary>
/// One post of seeds from its first line to its end. Invariant: a verdict is written after the commit of its batch, in
/// the order of the lines, and the body is read no faster than batches are committed and verdicts read. A failure is
/// reported as a problem document: the whole response when nothing was written yet, otherwise its last line.
/// </summary>
internal sealed partial class SeedPost(string crawl, HttpContext context, ISeedIntakeGrain intake, TimeProvider time, ILogger<SeedPost> logger)
{
    /// <summary>Consecutive heartbeats of the stream, one every 20 s, without a line.</summary>
    private const int LongestSilence = 15;

    private readonly string _producer = $"http-{Guid.NewGuid():n}";
    private readonly SeedCounts _counts = new(crawl);

    /// <summary>Seeds from the body to its end.</summary>
    /// <param name="stopping">Set when the silo begins to leave.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await KeepProducerAsync(end.Token);
            await BeginAsync();
            await WriteLastAsync(_counts);
            LogEnded(crawl, _counts.Added, _counts.Known, _counts.OutOfScope, _counts.Malformed);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogBroken(crawl, _counts.Total, "the client disconnected");
        }
        catch (Exception failure) when (Problem(failure, stopping) is { } problem)
        {
            LogBroken(crawl, _counts.Total, problem.Detail!);
            await WriteProblemAsync(problem);
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task KeepProducerAsync(CancellationToken cancellationToken)
    {
        using var lines = new VerdictLines();
        var silence = 0;
        var stream = new SeedStream(SeedAsync, time);
        await foreach (var settled in stream.RunAsync(PostedSeeds.ReadAsync(context.Request.Body, cancellationToken), cancellationToken))
        {
            silence = settled.Length > 0 ? 0 : silence + 1;
            if (silence == LongestSilence)
            {
                throw new TimeoutException("no line for five minutes: post the remaining lines again");
            }

            foreach (var seed in settled)
            {
                _counts.Count(seed.Verdict);
            }

            await BeginAsync();
            await WriteAsync(lines.Write(settled));
        }
    }

    private async Task<SeedVerdict[]> SeedAsync(string[] lines) =>
        await intake.SeedAsync(crawl, _producer, lines, context.RequestAborted) ?? throw new StoreException($"the crawl '{crawl}' was removed: no more seeds are accepted");

    /// <summary>As late as possible, so that a failure before the first commit has its own status.</summary>
    private Task BeginAsync()
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = SeedEndpoint.NdJson;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.StartAsync(context.RequestAborted);
    }

    /// <summary>Waits for a slow reader even when the silo stops: a cancelled write would break the connection.</summary>
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private Task WriteLastAsync<T>(T document) =>
        WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(document, CrawlEndpoints.Json), (byte)'\n']);

    private async Task WriteProblemAsync(ProblemDetails problem)
    {
        problem.Extensions["acknowledged"] = _counts.Total;
        if (!context.Response.HasStarted)
        {
            await SeedEndpoint.RefuseAsync(context, problem);
            return;
        }

        try
        {
            await WriteLastAsync(problem);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: it will notice that the counts are missing.
        }
    }

    /// <summary>A producer's claim that cannot be ended expires within a minute.</summary>
    private async Task EndAsync()
    {
        try
        {
            await intake.EndAsync(crawl, _producer, CancellationToken.None);
        }
        catch (Exception failure) when (failure is StoreException or OrleansException or TimeoutException or OperationCanceledException)
        {
            LogUnended(crawl, failure.Message);
        }
    }

    private static ProblemDetails? Problem(Exception failure, CancellationToken stopping) => failure switch
    {
        OperationCanceledException when stopping.IsCancellationRequested =>
            Problem(StatusCodes.Status503ServiceUnavailable, "the silo is stopping: post the lines without a verdict to another silo, or to this one when it is back"),
        StoreException => Problem(StatusCodes.Status503ServiceUnavailable, failure.Message),
        OrleansException or OperationCanceledException => Problem(StatusCodes.Status503ServiceUnavailable, "the silo does not answer: post the lines without a verdict again"),
        TimeoutException => Problem(StatusCodes.Status408RequestTimeout, failure.Message),
        InvalidDataException => Problem(StatusCodes.Status400BadRequest, "the body is broken gzip: the lines before have their verdicts"),
        BadHttpRequestException => Problem(StatusCodes.Status400BadRequest, $"the body cannot be read: {failure.Message}"),
        _ => null,
    };

    private static ProblemDetails Problem(int status, string detail) => new() { Status = status, Detail = detail };

    [LoggerMessage(Level = LogLevel.Information, Message = "A post of seeds to {Crawl} ended: {Added} added, {Known} known, {OutOfScope} out of scope, {Malformed} malformed")]
    private partial void LogEnded(string crawl, long added, long known, long outOfScope, long malformed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A post of seeds to {Crawl} failed after {Lines} verdicts: {Reason}")]
    private partial void LogBroken(string crawl, long lines, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A post of seeds to {Crawl} could not be ended ({Reason}): the crawl counts as fed for another minute")]
    private partial void LogUnended(string crawl, string reason);
}

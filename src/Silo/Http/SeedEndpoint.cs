using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Thresher.Grains.Contracts;
using Thresher.Storage;

namespace Thresher.Silo.Http;

/// <summary>
/// <c>POST /crawls/{name}/seeds</c>: reads seeds and writes a verdict on each while they arrive, the counts last. Checks what
/// it can before it reads the body; <see cref="SeedPost"/> does the rest.
/// </summary>
internal static class SeedEndpoint
{
    /// <summary>The most common media type of JSON Lines.</summary>
    public const string NdJson = "application/x-ndjson";

    private const int MostAtOnce = 16;
    private const string RetrySeconds = "5";
    private static readonly SemaphoreSlim Places = new(MostAtOnce);
    private static readonly string[] MediaTypes =
        [NdJson, "application/ndjson", "application/jsonl", MediaTypeNames.Application.Json, MediaTypeNames.Text.Plain, MediaTypeNames.Application.Octet, MediaTypeNames.Application.GZip];

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/crawls/{name}/seeds", PostAsync)
        .WithName("postSeeds")
        .WithSummary("Adds seeds to a crawl.")
        .WithTags("seeds")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer(SeedDescription.DescribeAsync);

    /// <summary>A refusal, as one line of JSON (RFC 9457).</summary>
    public static Task RefuseAsync(HttpContext context, ProblemDetails problem)
    {
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
        }

        return Results.Problem(problem).ExecuteAsync(context);
    }

    private static async Task PostAsync(string name, ICrawlStore store, IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SeedPost> logger, HttpContext context)
    {
        if (Refusal(context.Request) is { } refusal)
        {
            await RefuseAsync(context, new() { Status = StatusCodes.Status415UnsupportedMediaType, Detail = refusal });
            return;
        }

        if (!Places.Wait(0, CancellationToken.None))
        {
            await RefuseAsync(context, new() { Status = StatusCodes.Status429TooManyRequests, Detail = $"this silo accepts {MostAtOnce} posts of seeds at once: post again later, or to another silo" });
            return;
        }

        try
        {
            if (await store.Catalog.FindAsync(name, context.RequestAborted) is null)
            {
                await RefuseAsync(context, new() { Status = StatusCodes.Status404NotFound, Detail = $"there is no crawl '{name}': create it with `thresher crawl` or `thresher seed`" });
                return;
            }

            Unbind(context.Features);
            await new SeedPost(name, context, grains.GetGrain<ISeedIntakeGrain>(0), time, logger).RunAsync(lifetime.ApplicationStopping);
        }
        catch (StoreException failure)
        {
            await RefuseAsync(context, new() { Status = StatusCodes.Status503ServiceUnavailable, Detail = failure.Message });
        }
        finally
        {
            Places.Release();
        }
    }

    private static string? Refusal(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        return type is not null && !MediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase)
                ? $"the content type is '{type}': use Content-Type: {NdJson}, or text/plain for one URL a line"
            : request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && !coding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
                ? $"the content coding is '{coding}': send gzip, or uncompressed lines"
            : null;
    }

    /// <summary>Lifts the limits on size and rate of the body; <see cref="SeedPost"/> ends a post that is silent.</summary>
    private static void Unbind(IFeatureCollection features)
    {
        features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}

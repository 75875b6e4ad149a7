using System.Text.Json;
using Thresher.Silo.Board;
using Thresher.Storage;

namespace Thresher.Silo.Http;

/// <summary>The crawl page and the JSON behind it.</summary>
internal static class CrawlEndpoints
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", PageAsync).ExcludeFromDescription();
        endpoints.MapGet("/api/crawls", (CrawlBoard board, HttpContext context) => AnswerAsync(
            context, async () => Results.Json(await board.OverviewAsync(context.RequestAborted), Json)))
            .WithSummary("The crawls and the silos of the cluster.")
            .WithTags("crawls")
            .Produces<ClusterOverview>();
        endpoints.MapGet("/api/crawls/{name}", (string name, CrawlBoard board, HttpContext context) => AnswerAsync(
            context,
            async () => await board.DetailAsync(name, context.RequestAborted) is { } detail
                ? Results.Json(detail, Json)
                : Results.Json(new { Error = $"there is no crawl '{name}'" }, Json, statusCode: StatusCodes.Status404NotFound)))
            .WithSummary("One crawl: its counts, its busiest domains, what failed and why.")
            .WithTags("crawls")
            .Produces<CrawlDetail>()
            .Produces(StatusCodes.Status404NotFound);
    }

    private static Task<IResult> PageAsync(CrawlBoard board, HttpContext context, string? crawl = null) => AnswerAsync(
        context,
        async () =>
        {
            var overview = await board.OverviewAsync(context.RequestAborted);
            var shown = crawl ?? CrawlBoard.DefaultCrawl(overview);
            var detail = shown is null ? null : await board.DetailAsync(shown, context.RequestAborted);
            var page = CrawlPage.Render(overview, shown, detail);
            context.Response.Headers.ContentSecurityPolicy = page.SecurityPolicy;
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            var isMissing = crawl is not null && detail is null;
            return Results.Content(page.Html, "text/html; charset=utf-8", statusCode: isMissing ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        });

    private static async Task<IResult> AnswerAsync(HttpContext context, Func<Task<IResult>> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            return await answer();
        }
        catch (StoreException failure)
        {
            return Results.Json(new { Error = failure.Message }, Json, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

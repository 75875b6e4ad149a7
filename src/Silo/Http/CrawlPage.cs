using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thresher.Silo.Board;
using Thresher.Web.Texts;

namespace Thresher.Silo.Http;

/// <summary>
/// The crawl page: complete as served, then updated by its script. Nothing is loaded from elsewhere.
/// </summary>
/// <param name="Html">The document.</param>
/// <param name="SecurityPolicy">Value of <c>Content-Security-Policy</c>: this page's own style and script, nothing else.</param>
internal sealed record CrawlPage(string Html, string SecurityPolicy)
{
    private static readonly string Style = Resource("crawls.css");
    private static readonly string Script = Resource("crawls.js");
    private static readonly string Policy =
        $"default-src 'none'; style-src '{Digest(Style)}'; script-src '{Digest(Script)}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Title, string Path, string Format)[] CrawlColumns =
    [
        ("crawl", "status.crawl", "crawl"), ("state", "status.state", "text"), ("pages/s now", "recentPagesPerSecond", "rate"),
        ("pages/s", "status.pagesPerSecond", "rate"), ("fetched", "status.fetched", "count"), ("queued", "status.queued", "count"),
        ("leased", "status.leased", "count"), ("retrying", "status.retrying", "count"), ("failed", "status.failed", "count"),
        ("accepted", "status.accepted", "count"), ("bytes", "status.bytes", "bytes"),
    ];

    private static readonly (string Title, string Path, string Format)[] SiloColumns =
    [
        ("silo", "silo", "text"), ("status", "status", "text"), ("domains", "domains", "count"), ("in flight", "inFlight", "count"),
        ("committed", "committed", "count"),
    ];

    private static readonly (string Title, string Path, string Format)[] Tiles =
    [
        ("state", "status.state", "text"), ("pages/s now", "recentPagesPerSecond", "rate"), ("pages/s", "status.pagesPerSecond", "rate"),
        ("accepted", "status.accepted", "count"), ("queued", "status.queued", "count"), ("leased", "status.leased", "count"),
        ("retrying", "status.retrying", "count"), ("fetched", "status.fetched", "count"), ("redirected", "status.redirected", "count"),
        ("failed", "status.failed", "count"), ("excluded", "status.excluded", "count"), ("quarantined", "status.quarantined", "count"),
        ("items", "status.items", "count"), ("bytes", "status.bytes", "bytes"), ("running for", "status.seconds", "seconds"),
    ];

    private static readonly (string Title, string Path, string Format)[] DomainColumns =
    [
        ("domain", "domain", "text"), ("state", "state", "text"), ("delay", "delaySeconds", "seconds"), ("not before (UTC)", "notBefore", "time"),
        ("in flight", "inFlight", "count"), ("queued", "queued", "count"), ("leased", "leased", "count"), ("retrying", "retrying", "count"), ("fetched", "fetched", "count"),
        ("failed", "failed", "count"), ("silo", "silo", "text"),
    ];

    private static readonly (string Title, string Path, string Format)[] ProxyColumns =
    [
        ("proxy", "proxy", "text"), ("requests", "requests", "count"), ("failures", "failures", "count"), ("held until (UTC)", "heldUntil", "time"), ("last error", "lastError", "text"),
    ];

    private static readonly (string Title, string Path, string Format)[] FailureColumns = [("reason", "reason", "text"), ("URLs", "count", "count")];

    /// <summary>Renders the page.</summary>
    /// <param name="overview">All crawls and silos.</param>
    /// <param name="shown">Name of the crawl that is shown; null when there is none yet.</param>
    /// <param name="detail">That crawl; null when there is none of that name.</param>
    public static CrawlPage Render(ClusterOverview overview, string? shown, CrawlDetail? detail)
    {
        var model = JsonSerializer.SerializeToElement(new { overview, detail }, CrawlEndpoints.Json);
        var html = new StringBuilder();
        html.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Thresher: {Encode(shown ?? overview.Cluster)}</title>
            <style>{Style}</style>
            </head>
            <body data-crawl="{Encode(detail is null ? "" : shown!)}">
            <header><h1>Thresher</h1><p>cluster {Encode(overview.Cluster)}, <span data-path="overview.at" data-format="time">{CellFormat.Write(CellFormat.Resolve(model, "overview.at"), "time")}</span> UTC, <span id="live">live</span></p><nav><a href="/dashboard/">Orleans Dashboard</a><a href="/metrics">Metrics</a></nav></header>

            """);
        Table(html, model, "Crawls", "overview.crawls", CrawlColumns, "No crawl yet: start one with thresher crawl --cluster.");
        if (detail is not null)
        {
            html.Append($"<h2>{Encode(shown!)}</h2>\n<dl>");
            foreach (var (title, path, format) in Tiles)
            {
                html.Append($"""<div><dt>{title}</dt><dd data-path="detail.{path}" data-format="{format}">{Encode(CellFormat.Write(CellFormat.Resolve(model, $"detail.{path}"), format))}</dd></div>""");
            }

            html.Append("</dl>\n");
            Table(html, model, "Busiest domains", "detail.domains", DomainColumns, "No domain yet.");
            Table(html, model, "Proxies", "detail.proxies", ProxyColumns, "None in use.");
            Table(html, model, "Failed, excluded and quarantined by reason", "detail.failures", FailureColumns, "None.");
        }
        else if (shown is not null)
        {
            html.Append($"<p class=\"none\">There is no crawl {Encode(shown)}.</p>\n");
        }

        Table(html, model, "Silos", "overview.silos", SiloColumns, "None.");
        html.Append($"<script>{Script}</script>\n</body>\n</html>\n");
        return new CrawlPage(html.ToString(), Policy);
    }

    private static void Table(
        StringBuilder html, JsonElement model, string title, string path, (string Title, string Path, string Format)[] columns, string none)
    {
        var rows = CellFormat.Resolve(model, path) is { } found ? found.EnumerateArray().ToArray() : [];
        html.Append($"<h2>{title}</h2>\n<div class=\"scroll\"><table data-rows=\"{path}\"{(rows.Length == 0 ? " hidden" : "")}><thead><tr>");
        foreach (var column in columns)
        {
            html.Append($"<th scope=\"col\" data-path=\"{column.Path}\" data-format=\"{column.Format}\">{column.Title}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var column in columns)
            {
                var text = CellFormat.Write(CellFormat.Resolve(row, column.Path), column.Format);
                var link = column.Format == "crawl" ? $"<a href=\"/?crawl={Uri.EscapeDataString(text)}\">{Encode(text)}</a>" : Encode(text);
                html.Append($"<td class=\"{column.Format}\">{link}</td>");
            }

            html.Append("</tr>");
        }

        html.Append($"</tbody></table></div><p class=\"none\"{(rows.Length == 0 ? "" : " hidden")}>{none}</p>\n");
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(CleanText.Of(text));

    private static string Digest(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(CrawlPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

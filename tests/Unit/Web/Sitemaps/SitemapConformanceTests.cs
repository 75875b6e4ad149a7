using System.Globalization;
using System.Text;
using System.Text.Json;
using Thresher.Web.Sitemaps;

namespace Thresher.Tests.Unit.Web.Sitemaps;

public sealed class SitemapConformanceTests
{
    [Fact]
    public async Task ReadAsync_AllCases_AllMet()
    {
        using var cases = SharedCases.Load("sitemaps.json");
        var failures = new List<string>();
        var count = 0;
        foreach (var item in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var failure = await FailureAsync(item);
            failures.AddRange(failure is null ? [] : [$"#{count} {item.GetProperty("name").GetString()}: {failure}"]);
            count++;
        }

        Assert.Equal(53, count);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        ConformanceTable.Has("sitemaps.json", "all", count - failures.Count, count);
    }

    private static async Task<string?> FailureAsync(JsonElement item)
    {
        var settings = item.GetProperty("parser_options");
        var reader = new SitemapReader(new SitemapReaderOptions
        {
            RequireNamespace = IsSet(settings, "strictNs"),
            SkipDocumentType = IsSet(settings, "docType"),
        });
        var url = item.GetProperty("url").GetString()!;
        var entries = new List<SitemapEntry>();
        var reading = reader.ReadAsync(new MemoryStream(BodyOf(item)), url, TestContext.Current.CancellationToken);
        await foreach (var entry in reading)
        {
            entries.Add(entry);
        }

        var end = reading.End!;
        var expected = item.GetProperty("expected");
        if (expected.TryGetProperty("error", out _))
        {
            return end.Problem is null ? "no problem reported" : null;
        }

        // The caller handles the targets of entries: resolving, filtering and the rule of the sitemap's own directory.
        var locations = entries.Select(entry => entry with { Location = Normalized(entry.Location, settings) })
            .Where(entry => !IsSet(settings, "strict") || end.Format == SitemapFormat.Index || IsUnder(url, entry.Location));
        var mayBeCut = IsSet(settings, "allowPartial") || IsSet(settings, "docType");
        var actual = string.Join('\n', locations.Select(entry => Line(end.Format, entry)));
        var wanted = string.Join('\n', expected.GetProperty("entries").EnumerateArray().Select(Line));
        return (end.Problem is not null && !mayBeCut) ? end.Problem
            : end.Format != FormatOf(expected.GetProperty("type").GetString()!) ? $"format {end.Format}"
            : end.LastModified != DateOf(expected) ? $"last modified {end.LastModified:u}"
            : actual != wanted ? $"expected\n{wanted}\nbut was\n{actual}"
            : null;
    }

    private static string Line(SitemapFormat format, SitemapEntry entry) => format == SitemapFormat.Index
        ? $"Sitemap {entry.Location} {entry.LastModified:u}"
        : string.Create(CultureInfo.InvariantCulture, $"{entry.Kind} {entry.Location} {entry.LastModified:u} {entry.Priority ?? 0.5}");

    private static string Line(JsonElement entry) => entry.TryGetProperty("priority", out var priority)
        ? string.Create(CultureInfo.InvariantCulture, $"Page {LocationOf(entry)} {DateOf(entry):u} {priority.GetDouble()}")
        : $"Sitemap {LocationOf(entry)} {DateOf(entry):u}";

    private static string LocationOf(JsonElement entry) => entry.GetProperty("loc").GetString()!;

    private static DateTimeOffset? DateOf(JsonElement entry) =>
        entry.TryGetProperty("lastmod", out var date) && date.ValueKind == JsonValueKind.String
            ? DateTimeOffset.Parse(date.GetString()!, CultureInfo.InvariantCulture)
            : null;

    private static bool IsSet(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out var value) && value.GetString() == "true";

    private static SitemapFormat FormatOf(string type) => type switch
    {
        "xml" => SitemapFormat.UrlSet,
        "index" => SitemapFormat.Index,
        "rss" => SitemapFormat.Rss,
        "atom" => SitemapFormat.Atom,
        "text" => SitemapFormat.Text,
        _ => SitemapFormat.Unknown,
    };

    private static string Normalized(string location, JsonElement settings)
    {
        if (!settings.TryGetProperty("urlFilter", out _))
        {
            return location;
        }

        location = location.Contains("://", StringComparison.Ordinal) ? location : "http://" + location;
        return location.Split('#')[0];
    }

    private static bool IsUnder(string sitemapUrl, string location)
    {
        var path = sitemapUrl.Split('?')[0];
        var folder = path[..(path.LastIndexOf('/') + 1)];
        return location.StartsWith(folder, StringComparison.OrdinalIgnoreCase);
    }

    private static byte[] BodyOf(JsonElement item) => item.TryGetProperty("content_b64", out var encoded)
        ? encoded.GetBytesFromBase64()
        : Encoding.UTF8.GetBytes(item.GetProperty("content").GetString()!);
}

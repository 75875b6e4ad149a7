using System.Text.Json;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>What a crawl stored, as the program's own export tells it.</summary>
public static class StoredUrls
{
    /// <summary>The URLs of the pages of a crawl in a data directory.</summary>
    public static Task<IReadOnlyList<string>> OfAsync(string data, string crawl) => FromAsync(crawl, "--data", data);

    /// <summary>The URLs of the pages of a crawl that is kept where these options say.</summary>
    public static async Task<IReadOnlyList<string>> FromAsync(string crawl, params string[] where)
    {
        await using var export = await ThresherProcess.RunAsync(["export", crawl, "--what", "pages", "--format", "jsonl", .. where]);
        Assert.True(export.ExitCode == 0, export.Errors);
        return [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!)];
    }
}

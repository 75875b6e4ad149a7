using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.RealSites;

/// <summary>The sample jobs on the sites they are written for, held against a count of the sites' files that shares no code with the crawler.</summary>
public sealed class SampleJobTests(ServedSites sites) : IClassFixture<ServedSites>
{
    [Theory]
    [InlineData("postgresql-commands", "https://www.postgresql.org/docs/15/", "http://127.0.10.3:8080/", "commands", "parameters", "synopsis")]
    [InlineData("python-library", "https://docs.python.org/3.11/", "http://127.0.10.4:8080/", "functions", null, "since")]
    public async Task SampleJob_MakesAsManyRecordsAsTheSiteHolds(string name, string published, string served, string what, string? listed, string sometimes)
    {
        Assert.SkipWhen(sites.Missing is not null, sites.Missing ?? "");
        using var counted = await CountAsync(what, served);
        Assert.SkipWhen(counted is null, "python3, which counts independently, is not here");
        using var data = new TemporaryDirectory();
        var job = Path.Combine(data.Path, "job.json");
        var sample = await File.ReadAllTextAsync(Path.Combine(Samples(), $"{name}.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(job, sample.Replace(published, served, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        await using var crawl = await ThresherProcess.RunAsync("crawl", job, "--data", data.Path, "--delay", "0", "--per-domain", "16", "--ignore-robots", "--allow-private", "--json");
        Assert.True(crawl.ExitCode == 0, crawl.Errors);
        await using var export = await ThresherProcess.RunAsync("export", name, "--what", "items", "--format", "jsonl", "--data", data.Path);
        var items = export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        var expected = counted.RootElement;
        Assert.Equal(expected.GetProperty("records").GetInt32(), items.Count);
        Assert.All(items, item => Assert.Equal(JsonValueKind.Null, item.GetProperty("errors").ValueKind));
        Assert.Equal(
            expected.GetProperty(sometimes == "since" ? "withSince" : "withSynopsis").GetInt32(),
            items.Count(item => item.GetProperty("item").GetProperty(sometimes).ValueKind == JsonValueKind.String));
        if (listed is not null)
        {
            Assert.Equal(expected.GetProperty(listed).GetInt32(), items.Sum(item => item.GetProperty("item").GetProperty(listed).GetArrayLength()));
        }

        Assert.Equal(items.Count, JsonDocument.Parse(crawl.Output).RootElement.GetProperty("items").GetInt32());
        await using var verify = await ThresherProcess.RunAsync("verify", name, "--data", data.Path);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    private static async Task<JsonDocument?> CountAsync(string what, string site)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Samples(), "count_records.py"), what, site]) { RedirectStandardOutput = true })!;
            var output = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            return JsonDocument.Parse(output);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Samples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Orleans.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "samples");
    }
}

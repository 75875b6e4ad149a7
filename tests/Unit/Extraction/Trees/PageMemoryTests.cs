using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Trees;

/// <summary>Whatever a page of ten megabytes holds is read within memory. What the process takes is measured, so nothing else runs meanwhile.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PageMemoryTests
{
    private const string Name = "memory of the process";

    [Theory]
    [InlineData("\"t\":{\"css\":\":scope\",\"type\":\"integer\"}", "\"each\":\"div\",")]
    [InlineData("\"t\":{\"css\":\"div\",\"list\":true}", "")]
    [InlineData("\"t\":{\"css\":\"div@html\",\"list\":true}", "")]
    [InlineData("\"t\":{\"regex\":\"zzz\"}", "\"each\":\"div\",")]
    public void TextOfNestedElements_TakenOverAndOver_StaysWithinTheBudget(string fields, string each)
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 400)) + new string('x', 2_000_000) + string.Concat(Enumerable.Repeat("</div>", 400));
        var items = MemoryOf(() => Pages.Items(Pages.Rule(fields, each), html), out var peak);
        Assert.Contains("longer than 67108864 characters", items[^1].Errors, StringComparison.Ordinal);
        Assert.InRange(peak, 0, 700L << 20);
    }

    [Theory]
    [InlineData("[0", ",0", "]", "$..*")]
    [InlineData("[[]", ",[]", "]", "$..*")]
    [InlineData("[{\"a\":{}}", ",{\"a\":{}}", "]", "$..a..a")]
    public void Json_OfMillionsOfValues_IsRefusedWithinMemory(string start, string unit, string end, string path)
    {
        var json = start + string.Concat(Enumerable.Repeat(unit, 9_000_000 / unit.Length)) + end;
        var items = MemoryOf(() => Pages.Items(Pages.Rule($"\"t\":{{\"json\":\"{path}\",\"list\":true}}"), json, "application/json"), out var peak);
        Assert.Equal("[\"the page's JSON has more than 1000000 values and names\"]", Assert.Single(items).Errors);
        Assert.InRange(peak, 0, 400L << 20);
    }

    [Fact]
    public void JsonTexts_OfNestedValues_AreCutAsTheyAreWritten()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + $"\"{new string('x', 5_000_000)}\"" + new string('}', 100);
        var items = MemoryOf(() => Pages.Items(Pages.Rule("\"t\":{\"json\":\"$..*\",\"list\":true}"), json, "application/json"), out var peak);
        Assert.NotNull(Assert.Single(items).Errors);
        Assert.InRange(peak, 0, 500L << 20);
    }

    [Theory]
    [InlineData("<main>", "< ", "")]
    [InlineData("<main>", "&lt;", "")]
    [InlineData("<main>", "<i><p>_*`</i>", "")]
    [InlineData("<main>", "<blockquote>a", "")]
    [InlineData("<main>", "<ul><li>a", "")]
    [InlineData("<main>", "<table><td>a", "")]
    [InlineData("<main>", "<header>a", "")]
    [InlineData("<main><pre>", "`", "")]
    public void Markdown_OfAnyMarks_StaysWithinTimeAndMemory(string start, string unit, string end)
    {
        var html = start + string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length)) + end;
        var reading = MemoryOf(() => Pages.Read(Pages.Job("""{"keep":["markdown"]}"""), html), out var peak);
        Assert.True(reading.Markdown is not null || reading.Items.Count == 1 || reading.Items.Count == 0);
        Assert.InRange(peak, 0, 600L << 20);
    }

    /// <summary>What is made, and by how much the heap grew at most while it was: looked at after each collection.</summary>
    private static T MemoryOf<T>(Func<T> make, out long peak)
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var ends = new CancellationTokenSource();
        var watch = new Thread(() =>
        {
            while (!ends.IsCancellationRequested)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
                ends.Token.WaitHandle.WaitOne(5);
            }
        });
        watch.Start();
        var made = make();
        ends.Cancel();
        watch.Join();
        peak = most - before;
        return made;
    }
}

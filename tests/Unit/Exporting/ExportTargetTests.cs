using System.Diagnostics;
using System.Globalization;
using Thresher.Client.Exporting;

namespace Thresher.Tests.Unit.Exporting;

/// <summary>What killed exports leave goes with the next export to the same file.</summary>
public sealed class ExportTargetTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("thresher-export-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Open_PartsOfExportsThatWereKilled_AreRemovedAndNoOthers()
    {
        var dead = await DeadProcessAsync();
        var abandoned = Write($"pages.csv.{dead}.part");
        string[] kept =
        [
            Write($"pages.csv.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}0.x.part"), Write($"other.csv.{dead}.part"), Write("pages.csv.mine.part"), Write("pages.csv"),
        ];

        await using (ExportTarget.Open(Path.Combine(_directory.FullName, "pages.csv"), inPlace: false))
        {
            Assert.False(File.Exists(abandoned));
            Assert.All(kept, file => Assert.True(File.Exists(file), file));
        }
    }

    /// <summary>The number of a process that has ended; it is not given again soon.</summary>
    private static async Task<string> DeadProcessAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.Id.ToString(CultureInfo.InvariantCulture);
    }

    private string Write(string name)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, "x");
        return path;
    }
}

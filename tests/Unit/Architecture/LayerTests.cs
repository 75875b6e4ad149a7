namespace Thresher.Tests.Unit.Architecture;

/// <summary>The layout of docs/architecture.md, held by what the assemblies say.</summary>
public sealed class LayerTests
{
    /// <summary>Which project may reference which: the one place where this is said.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Thresher.Web"] = [],
        ["Thresher.Jobs"] = ["Thresher.Web"],
        ["Thresher.Extraction"] = ["Thresher.Jobs", "Thresher.Web"],
        ["Thresher.Rendering"] = [],
        ["Thresher.Storage"] = ["Thresher.Jobs", "Thresher.Web"],
        ["Thresher.Grains"] = ["Thresher.Extraction", "Thresher.Jobs", "Thresher.Rendering", "Thresher.Storage", "Thresher.Web"],
        ["Thresher.TestWeb"] = [],
        ["thresher"] = ["Thresher.Extraction", "Thresher.Grains", "Thresher.Jobs", "Thresher.Rendering", "Thresher.Storage", "Thresher.TestWeb", "Thresher.Web"],
        ["thresher-silo"] = ["Thresher.Extraction", "Thresher.Grains", "Thresher.Jobs", "Thresher.Storage", "Thresher.Web"],
    };

    /// <summary>Files of a folder at most: beyond it a reader scans instead of seeing.</summary>
    private const int LongestFolder = 25;

    public static TheoryData<string> Assemblies => [.. Allowed.Keys];

    [Theory, MemberData(nameof(Assemblies))]
    public void Project_References_OnlyLowerLayers(string assembly) =>
        Assert.Empty(Read(assembly).References.Except(Allowed[assembly]));

    [Theory, MemberData(nameof(Assemblies))]
    public void Folders_DependOnEachOther_WithoutCycle(string assembly) =>
        Assert.Empty(Read(assembly).Cycles());

    [Fact]
    public void Cycle_OfTwoNamespaces_IsFoundWithItsTypes()
    {
        var cycles = new FolderDependencies(typeof(LayerTests).Assembly.Location).Cycles();

        Assert.Contains(cycles, line => line.Contains($"{nameof(Planted.Left.LeftEnd)} uses {nameof(Planted.Right.RightEnd)}", StringComparison.Ordinal));
        Assert.Contains(cycles, line => line.Contains($"{nameof(Planted.Right.RightEnd)} uses {nameof(Planted.Left.LeftEnd)}", StringComparison.Ordinal));
    }

    [Fact]
    public void Folder_OfSource_IsNotTooLongToSee()
    {
        var sources = Path.Combine(Repository.Root, "src");
        var tooLong = Directory.EnumerateDirectories(sources, "*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains("/obj", StringComparison.Ordinal) && !folder.Contains("/bin", StringComparison.Ordinal))
            .Select(folder => (Folder: Path.GetRelativePath(sources, folder), Files: Directory.GetFiles(folder, "*.cs").Length))
            .Where(folder => folder.Files > LongestFolder);

        Assert.Empty(tooLong);
    }

    private static FolderDependencies Read(string assembly) => new(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
}

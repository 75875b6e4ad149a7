using System.Text.Json;

namespace Thresher.Tests.Unit;

/// <summary>
/// The conformance cases in <c>shared/data</c>, a folder beside the repository. A clone without it skips the tests that
/// read them; the cases of each parser's own tests are in the repository.
/// </summary>
internal static class SharedCases
{
    /// <summary>Where the file would be.</summary>
    public static string PathOf(string fileName) => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", fileName));

    /// <summary>Reads a file of cases; skips the test that asks when the folder is not there.</summary>
    public static JsonDocument Load(string fileName)
    {
        var path = PathOf(fileName);
        Assert.SkipUnless(File.Exists(path), "the conformance cases are not here: they need the shared folder beside the repository");
        using var stream = File.OpenRead(path);
        return JsonDocument.Parse(stream);
    }
}

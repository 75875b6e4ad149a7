using System.Text.Json;

namespace Thresher.Tests.Unit;

/// <summary>
/// The conformance cases in <c>shared/data</c>, beside the repository: others' test suites, too large to keep here. A
/// checkout without them skips what they judge; each parser's own cases, in the classes beside, run everywhere.
/// </summary>
internal static class SharedCases
{
    /// <summary>Why a test is skipped where the cases are not.</summary>
    public const string Missing = "the conformance cases are not here: put shared/data beside the repository";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>Reads one file; skips the test where the whole folder is missing.</summary>
    /// <exception cref="FileNotFoundException">The folder is here, and this file is not.</exception>
    public static JsonDocument Load(string fileName)
    {
        Assert.SkipUnless(Directory.Exists(Folder), Missing);
        using var stream = File.OpenRead(Path.Combine(Folder, fileName));
        return JsonDocument.Parse(stream);
    }
}

using System.Text.Json;

namespace Thresher.Tests.Unit;

/// <summary>The conformance cases in shared/data, beside the repository.</summary>
internal static class SharedCases
{
    public static string PathOf(string fileName) => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", fileName));

    public static JsonDocument Load(string fileName)
    {
        using var stream = File.OpenRead(PathOf(fileName));
        return JsonDocument.Parse(stream);
    }
}

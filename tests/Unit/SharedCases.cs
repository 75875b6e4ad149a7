using System.Text.Json;

namespace Thresher.Tests.Unit;

/// <summary>The conformance cases in shared/data, beside the repository.</summary>
internal static class SharedCases
{
    public static string PathOf(string fileName)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
            {
                return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", fileName));
            }
        }

        throw new FileNotFoundException($"No folder above {AppContext.BaseDirectory} holds Orleans.sln, so {fileName} cannot be found");
    }

    public static JsonDocument Load(string fileName)
    {
        using var stream = File.OpenRead(PathOf(fileName));
        return JsonDocument.Parse(stream);
    }
}

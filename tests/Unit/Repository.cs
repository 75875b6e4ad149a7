namespace Thresher.Tests.Unit;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Orleans.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder in it.</summary>
    public static string PathOf(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"No folder above {AppContext.BaseDirectory} holds Orleans.sln");
    }
}

namespace Thresher.Bench.Cluster.Setting;

/// <summary>The programs of this repository, as they are built beside this one.</summary>
internal static class Built
{
    public static string Silo => Find("src/Silo", "thresher-silo.dll");

    public static string Client => Find("src/Client", "thresher");

    private static string Find(string project, string program)
    {
        var path = Path.Combine(AppContext.BaseDirectory.Replace("bench/Cluster", project, StringComparison.Ordinal), program);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not built: use bench/Cluster/run");
    }
}

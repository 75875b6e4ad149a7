using System.Reflection;

namespace Thresher.Storage;

/// <summary>The numbered schema scripts embedded in this assembly, in order.</summary>
internal static class SchemaScripts
{
    /// <summary>The scripts under <c>Storage/{engine}/Scripts</c>; the first is version 1.</summary>
    public static IReadOnlyList<string> For(string engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Storage.{engine}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))];
    }

    /// <summary>One embedded script by its name.</summary>
    public static string Read(string name) => Read(Assembly.GetExecutingAssembly(), name);

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"No embedded script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

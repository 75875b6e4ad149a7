using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Thresher.Jobs;

namespace Thresher.Extraction.Extractors;

/// <summary>The extractors of an assembly that a job names. Its own dependencies are loaded from beside it.</summary>
internal static class ExtractorAssembly
{
    private static readonly ConcurrentDictionary<string, IPageExtractor[]> Loaded = new(StringComparer.Ordinal);

    /// <summary>One instance of each public class in it that implements <see cref="IPageExtractor"/>.</summary>
    /// <exception cref="JobException">It cannot be loaded, or holds none.</exception>
    public static IReadOnlyList<IPageExtractor> Load(string path) => Loaded.GetOrAdd(Path.GetFullPath(path), Create);

    private static IPageExtractor[] Create(string path)
    {
        if (!File.Exists(path))
        {
            throw new JobException($"the extractors {path} cannot be loaded: there is no such file");
        }

        try
        {
            IPageExtractor[] extractors = [.. new Context(path).LoadFromAssemblyPath(path).GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IPageExtractor).IsAssignableFrom(type))
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (IPageExtractor)Activator.CreateInstance(type)!)];
            return extractors.Length > 0
                ? extractors
                : throw new JobException($"{path} holds no public class that implements {nameof(IPageExtractor)}");
        }
        catch (Exception wrong) when (wrong is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or TargetInvocationException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new JobException($"the extractors {path} cannot be loaded: {(wrong.InnerException ?? wrong).Message.ReplaceLineEndings(" ")}");
        }
    }

    // What the crawler has already, above all the interface itself, must be the crawler's.
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (Default.Assemblies.Any(known => known.GetName().Name == assemblyName.Name) || IsOurs(assemblyName))
            {
                return null;
            }

            return _resolver.ResolveAssemblyToPath(assemblyName) is { } own ? LoadFromAssemblyPath(own) : null;
        }

        private static bool IsOurs(AssemblyName name) => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"));
    }
}

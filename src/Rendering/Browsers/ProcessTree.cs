using System.Globalization;

namespace Thresher.Rendering.Browsers;

/// <summary>A process and what it started, as Linux shows them in <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>Bytes of memory that are its own: anonymous and shared memory, without the files that it maps. 0 where that cannot be known.</summary>
    public static long Memory(int root)
    {
        long sum = 0;
        foreach (var process in Of(root))
        {
            sum += MemoryOf(process);
        }

        return sum;
    }

    /// <summary>The process and its descendants.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        List<int> tree = [root];
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(ChildrenOf(tree[i]));
        }

        return tree;
    }

    private static IEnumerable<int> ChildrenOf(int process)
    {
        string[] tasks;
        try
        {
            tasks = Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var task in tasks)
        {
            foreach (var child in Read(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(child, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    yield return id;
                }
            }
        }
    }

    private static long MemoryOf(int process)
    {
        long kib = 0;
        foreach (var line in Read($"/proc/{process}/status").Split('\n'))
        {
            if (line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
            {
                var digits = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
                kib += long.TryParse(digits[..Math.Max(digits.IndexOf(' '), 0)], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
            }
        }

        return kib * 1024;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

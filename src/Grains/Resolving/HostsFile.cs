using System.Net;

namespace Thresher.Grains.Resolving;

/// <summary>hosts(5): an address and its names on each line.</summary>
internal static class HostsFile
{
    /// <summary>The addresses of each name, in the file's order.</summary>
    public static Dictionary<string, IPAddress[]> Parse(IEnumerable<string> lines)
    {
        var names = new Dictionary<string, IPAddress[]>();
        foreach (var line in lines)
        {
            var fields = line.Split('#', 2)[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && IPAddress.TryParse(fields[0], out var address))
            {
                foreach (var name in fields[1..].Select(name => name.TrimEnd('.').ToLowerInvariant()))
                {
                    names[name] = names.TryGetValue(name, out var others) ? [.. others, address] : [address];
                }
            }
        }

        return names;
    }
}

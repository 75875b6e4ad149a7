namespace Thresher.Grains.Resolving;

/// <summary>What a name's form says before anybody is asked.</summary>
internal static class DnsName
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    /// <summary>Names that are to be taken as missing without a question: RFC 6761 §6.4, RFC 7686 §2.</summary>
    private static readonly string[] Missing = ["invalid", "onion"];

    /// <summary>Whether DNS can hold it (RFC 1035 §2.3.4): no empty label, none over 63 bytes, 253 bytes in all.</summary>
    public static bool IsPossible(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxName)
        {
            return false;
        }

        foreach (var label in name.Split('.'))
        {
            if (name[label].Length is 0 or > MaxLabel)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a standard says that there is no such host, and that DNS is not to be asked for it.</summary>
    public static bool IsReservedAsMissing(string name) => Missing.Any(suffix => IsUnder(name, suffix));

    /// <summary>
    /// Whether only the machine's own resolver can know it: a name of one label, completed by search domains or a local
    /// service, or a multicast name (RFC 6762 §3).
    /// </summary>
    public static bool IsLocal(string name) => !name.Contains('.') || IsUnder(name, "local");

    private static bool IsUnder(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.');
}

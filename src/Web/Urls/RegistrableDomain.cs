namespace Thresher.Web.Urls;

/// <summary>
/// The domain someone registered, for <c>--scope domain</c> and <c>limits.maxHostsPerDomain</c>: one label more than the public
/// suffix, by the whole Public Suffix List with its private part (two sites of one hosting service are two domains).
/// </summary>
public static class RegistrableDomain
{
    private static readonly Lazy<PublicSuffixes> Suffixes = new(PublicSuffixes.Read);

    /// <summary>The registrable domain of a host, e.g. <c>example.co.uk</c> of <c>www.example.co.uk</c>, without a trailing dot.</summary>
    /// <param name="host">As <see cref="WebUrl.Host"/> gives it: lower-case ASCII.</param>
    /// <returns>The host itself for IP addresses, single labels and public suffixes.</returns>
    public static string Of(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.AsSpan().TrimEnd('.');
        if (name.IsEmpty || host[0] == '[' || IPv4Host.EndsInNumber(name))
        {
            return host;
        }

        var suffix = name.Length - Suffixes.Value.LengthIn(name);
        var start = suffix == 0 ? 0 : name[..(suffix - 1)].LastIndexOf('.') + 1;
        return start == 0 && name.Length == host.Length ? host : name[start..].ToString();
    }
}

namespace Thresher.Web.Cookies;

/// <summary>A cookie as a user agent keeps it (RFC 6265 §5.3).</summary>
/// <param name="Domain">The host that set it, or the domain whose hosts get it; without a leading dot.</param>
/// <param name="Path">Begins with <c>/</c>.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Value">Its value.</param>
public sealed record Cookie(string Domain, string Path, string Name, string Value)
{
    /// <summary>Whether <see cref="Domain"/> alone gets it, not the hosts below.</summary>
    public bool HostOnly { get; init; }

    /// <summary>Whether it goes over https alone.</summary>
    public bool Secure { get; init; }

    /// <summary>When it ends, Unix milliseconds; null for the end of the session, which is the crawl's.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>When it was first set, Unix milliseconds: of cookies with paths of one length the older goes first.</summary>
    public long SetAt { get; init; }

    /// <summary>What it replaces: the cookie of the same name, domain and path.</summary>
    public (string Domain, string Path, string Name) Key => (Domain, Path, Name);

    /// <summary>Whether it has ended.</summary>
    public bool IsOver(long now) => ExpiresAt is { } end && end <= now;

    /// <summary>Its name and where it goes, without the value: that may be a session.</summary>
    public override string ToString() => $"{Name} of {Domain}{Path}";
}

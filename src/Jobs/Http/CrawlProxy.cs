using Thresher.Jobs.Rules;

namespace Thresher.Jobs.Http;

/// <summary>A proxy, or a file of proxies, and which URLs go through it.</summary>
public sealed record CrawlProxy
{
    /// <summary>
    /// The proxy: <c>http://host:port</c>, <c>https://host:port</c> (reached over TLS), <c>socks5://host:port</c> (is told addresses),
    /// <c>socks5h://host:port</c> (is told names), or <c>direct</c> for none. The place of a secret, such as <c>{"env": "PROXY"}</c>,
    /// may hold name and password in it, <c>http://name:password@host:port</c>.
    /// </summary>
    public HeaderText? Url { get; init; }

    /// <summary>In place of <see cref="Url"/>: a file of proxies, one a line, with name and password where they want them. From the job file's folder; silos of a cluster need it at the same place.</summary>
    [Matches("\\S", "must name a file")]
    public string? File { get; init; }

    /// <summary>The name to give the proxy: a text, or the place of a secret. Null for none.</summary>
    public HeaderText? User { get; init; }

    /// <summary>Place of the password that goes with it.</summary>
    public SecretText? Password { get; init; }

    /// <summary>Globs, of which a URL must match one to go through it, such as <c>https://*.shop.example/**</c>. Empty: all that match none of other proxies.</summary>
    [Matches("\\S", "must not be blank")]
    public IReadOnlyList<string> Match { get; init; } = [];

    /// <summary>The same with paths made absolute.</summary>
    internal CrawlProxy In(string folder) => this with
    {
        Url = Url?.In(folder),
        File = File is null ? null : Path.GetFullPath(File, folder),
        User = User?.In(folder),
        Password = Password?.In(folder),
    };
}

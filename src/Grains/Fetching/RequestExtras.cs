using System.Text;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>What one request carries besides the usual, and what its response sets; a crawl that wants nothing of it has none.</summary>
public sealed record RequestExtras
{
    /// <summary>Fields and certificate of its host.</summary>
    public HostProfile? Profile { get; init; }

    /// <summary>The proxies that carry it; null for none.</summary>
    public ProxyRoute? Route { get; init; }

    /// <summary>The field with a login's token; null for none.</summary>
    public HeaderField? Token { get; init; }

    /// <summary>What is posted; null for a GET.</summary>
    public RequestContent? Content { get; init; }

    /// <summary>Whether the cookies that the response sets are wanted.</summary>
    public bool KeepsCookies { get; init; }

    /// <summary>The Cookie header; null for none.</summary>
    public string? Cookie { get; init; }

    /// <summary>What a page's scripts ask for, in place of a plain GET; null for that.</summary>
    public SentRequest? Sent { get; init; }

    /// <summary>The Set-Cookie fields of the response, in their order, once it has come.</summary>
    public IReadOnlyList<string> SetCookies { get; internal set; } = [];

    /// <summary>The fields to send.</summary>
    internal IEnumerable<HeaderField> Fields()
    {
        foreach (var field in Sent?.Fields ?? [])
        {
            yield return field;
        }

        foreach (var field in Profile?.Open ?? [])
        {
            yield return field;
        }

        foreach (var field in Profile?.Hidden ?? [])
        {
            yield return field;
        }

        if (Token is { } token)
        {
            yield return token;
        }

        if (Cookie is not null)
        {
            yield return new HeaderField("Cookie", Cookie);
        }
    }

    /// <summary>Whether the value of a field must not be kept.</summary>
    internal bool Hides(ReadOnlySpan<char> name)
    {
        foreach (var field in Profile?.Hidden ?? [])
        {
            if (name.Equals(field.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        if (Token is { } token && name.Equals(token.Name, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return KeepsCookies && (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A request as a page's scripts make it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Fields">Its header fields.</param>
/// <param name="Body">Its body; null for none.</param>
public sealed record SentRequest(string Method, IReadOnlyList<HeaderField> Fields, byte[]? Body);

/// <summary>Takes secrets out of the heads that are kept of an exchange, cookies of a session among them: the fields stay, their values do not.</summary>
internal static class HiddenFields
{
    /// <summary>What stands in place of a value.</summary>
    public const string Mark = "(not kept)";

    /// <summary>The heads without the values of hidden fields.</summary>
    public static ExchangeHead Without(ExchangeHead head, RequestExtras extras) => new(Without(head.Request, extras), Without(head.Response, extras));

    private static string Without(string head, RequestExtras extras)
    {
        var kept = new StringBuilder(head.Length);
        foreach (var line in head.Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            kept.Append(colon > 0 && extras.Hides(line.AsSpan(0, colon).TrimEnd()) ? $"{line[..colon]}: {Mark}" : line).Append("\r\n");
        }

        kept.Length -= 2;
        return kept.ToString();
    }
}

using System.Buffers;

namespace Thresher.Web.Robots;

/// <summary>The name by which robots.txt addresses a crawler (RFC 9309 §2.2.1).</summary>
/// <remarks>Digits count as token characters, which the RFC's grammar leaves out: files in the wild name <c>bot2</c> and mean it.</remarks>
public static class ProductToken
{
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Whether a name is a product token: letters, digits, <c>_</c> and <c>-</c>, at least one.</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenChars);

    /// <summary>The token at the start of a User-Agent header value (<c>Thresher/1.0 (+url)</c> → <c>Thresher</c>); empty when there is none.</summary>
    public static string Of(string userAgent) => userAgent[..LeadingLength(userAgent)];

    /// <summary>The token a <c>User-agent:</c> line names, <c>*</c> for everyone, or empty when it names none.</summary>
    internal static string FromLine(ReadOnlySpan<char> value)
    {
        var length = LeadingLength(value);
        if (length == 0)
        {
            return value is ['*', ..] && LeadingLength(value[1..]) == 0 ? "*" : "";
        }

        // "Jävla-bot" must not address a crawler called J.
        return length < value.Length && !char.IsAscii(value[length]) ? "" : value[..length].ToString();
    }

    private static int LeadingLength(ReadOnlySpan<char> value)
    {
        var end = value.IndexOfAnyExcept(TokenChars);
        return end < 0 ? value.Length : end;
    }
}

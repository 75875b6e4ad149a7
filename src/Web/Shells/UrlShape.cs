using System.Text;

namespace Thresher.Web.Shells;

/// <summary>
/// The shape that a URL shares with others of its kind: numbers are <c>#</c>, names that differ from page to page <c>*</c>, and of
/// a query only the names count. <c>/shop/items/1234-blue-shoe?ref=x</c> has the shape <c>/shop/items/*?ref</c>.
/// </summary>
public static class UrlShape
{
    private const int Longest = 200;
    private const int LongestName = 24;

    /// <summary>The shape of a URL's path and query.</summary>
    /// <param name="pathAndQuery">Path and query, without fragment.</param>
    public static string Of(ReadOnlySpan<char> pathAndQuery)
    {
        var query = pathAndQuery.IndexOf('?');
        var path = query < 0 ? pathAndQuery : pathAndQuery[..query];
        var shape = new StringBuilder();
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            shape.Append(segment.IsEmpty ? "" : Name(segment)).Append('/');
        }

        shape.Length--;
        var separator = '?';
        foreach (var range in query < 0 ? default : pathAndQuery[(query + 1)..].Split('&'))
        {
            var pair = pathAndQuery[(query + 1)..][range];
            var equals = pair.IndexOf('=');
            shape.Append(separator).Append(equals < 0 ? pair : pair[..equals]);
            separator = '&';
        }

        return shape.Length <= Longest ? shape.ToString() : shape.ToString(0, Longest);
    }

    private static string Name(ReadOnlySpan<char> segment) =>
        !segment.ContainsAnyExceptInRange('0', '9') ? "#"
        : segment.Length > LongestName || segment.ContainsAnyInRange('0', '9') || segment.Count('-') > 1 || segment.Count('_') > 1 ? "*"
        : segment.ToString();
}

using System.Net;
using System.Text;
using System.Xml;

namespace Thresher.Web.Sitemaps.Repair;

/// <summary>The attributes of a tag that matter to a sitemap: declarations of namespaces, and where Atom's links lead.</summary>
internal static class SitemapAttributes
{
    /// <summary>Names and values, these escaped; each once.</summary>
    /// <param name="tag">A tag behind its name.</param>
    public static List<(string Name, string Value)> Of(ReadOnlySpan<char> tag)
    {
        var found = new List<(string Name, string Value)>();
        while (tag.IndexOf('=') is > 0 and var equals)
        {
            var name = tag[..equals].TrimEnd();
            name = name[(name.LastIndexOfAny(" \t\r\n/\"'") + 1)..];
            var rest = tag[(equals + 1)..].TrimStart();
            ReadOnlySpan<char> value;
            if (rest is ['"' or '\'', ..])
            {
                var close = rest[1..].IndexOf(rest[0]);
                value = close < 0 ? rest[1..] : rest.Slice(1, close);
                tag = close < 0 ? default : rest[(close + 2)..];
            }
            else
            {
                var end = rest.IndexOfAny(" \t\r\n/");
                value = end < 0 ? rest : rest[..end];
                tag = rest[value.Length..];
            }

            if (name is "rel" or "href" or "xmlns" || (name.StartsWith("xmlns:") && IsPrefix(name[6..]) && value.Trim().Length > 0))
            {
                var text = name.ToString();
                if (!found.Exists(other => other.Name == text))
                {
                    found.Add((text, Escaped(WebUtility.HtmlDecode(value.ToString()))));
                }
            }
        }

        return found;
    }

    // "xml" and "xmlns" cannot be declared.
    private static bool IsPrefix(ReadOnlySpan<char> prefix)
    {
        foreach (var c in prefix)
        {
            if (!XmlConvert.IsNCNameChar(c))
            {
                return false;
            }
        }

        return prefix.Length > 0 && XmlConvert.IsStartNCNameChar(prefix[0]) && prefix is not ("xml" or "xmlns");
    }

    private static string Escaped(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '"' => escaped.Append("&quot;"),
                < ' ' or '\uFFFE' or '\uFFFF' => escaped.Append(' '),
                _ when char.IsSurrogate(c) => escaped.Append('\uFFFD'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}

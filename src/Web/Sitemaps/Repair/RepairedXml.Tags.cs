using System.Xml;

namespace Thresher.Web.Sitemaps.Repair;

/// <content>Tags, and which of them are open.</content>
internal sealed partial class RepairedXml
{
    /// <summary>Elements that may stand before a sitemap, of a warning or a page around it; a page without a sitemap in it ends there.</summary>
    private const int MostStrays = 200;

    private static readonly string[] Roots = ["urlset", "sitemapindex", "rss", "RDF", "feed"];
    private static readonly string[] Fields = ["loc", "lastmod", "changefreq", "priority"];
    private static readonly string[] Entries = ["url", "sitemap", "item", "entry"];

    private readonly List<(string Name, int Prefixes)> _open = [];
    private readonly List<string> _prefixes = [];
    private bool _isRootClosed;
    private bool _isRootMissing;
    private bool _hasText;
    private string? _stray;
    private int _strays;

    private void Open(string tag)
    {
        var isEmpty = tag.EndsWith('/');
        var end = tag.AsSpan().IndexOfAny(" \t\r\n/\"'=");
        var name = end < 0 ? tag : tag[..end];
        if (!IsQualified(name))
        {
            Note($"<{(name.Length > 40 ? name[..40] : name)}> is not an element");
            return;
        }

        if ((_open.Count == 0 || _isRootClosed) && IsOutside(name))
        {
            return;
        }

        CloseForgotten(LocalOf(name));
        var prefixes = _prefixes.Count;
        _repaired.Append('<').Append(name);
        foreach (var (attribute, value) in SitemapAttributes.Of(tag.AsSpan(name.Length)))
        {
            _repaired.Append(' ').Append(attribute).Append("=\"").Append(value).Append('"');
            if (attribute.StartsWith("xmlns:", StringComparison.Ordinal))
            {
                _prefixes.Add(attribute[6..]);
            }
        }

        if (name.Length > LocalOf(name).Length && name[..name.IndexOf(':', StringComparison.Ordinal)] is var prefix && prefix != "xml" && !_prefixes.Contains(prefix))
        {
            _prefixes.Add(prefix);
            _repaired.Append(" xmlns:").Append(prefix).Append("=\"undeclared:").Append(prefix).Append('"');
        }

        _hasText = false;
        if (isEmpty && _open.Count > 0)
        {
            _repaired.Append("/>");
            _prefixes.RemoveRange(prefixes, _prefixes.Count - prefixes);
            return;
        }

        _repaired.Append('>');
        _open.Add((name, prefixes));
        _isRootClosed = isEmpty;
    }

    // What stands before, behind and around the sitemap is dropped; another document behind the first goes on with it.
    private bool IsOutside(string name)
    {
        var local = LocalOf(name);
        var isRoot = Is(local, Roots);
        if (_isRootClosed)
        {
            Note("there is more behind the end of the sitemap");
            _isRootClosed = !isRoot && !Is(local, Entries);
            return _isRootClosed || isRoot;
        }

        if (isRoot)
        {
            return false;
        }

        if (_strays == 0 && name is "url" or "sitemap")
        {
            Note("its root element is missing");
            _isRootMissing = true;
            _open.Add(("urlset", 0));
            _repaired.Append("<urlset>");
            return false;
        }

        _stray ??= name;
        if (++_strays == MostStrays)
        {
            End();
        }

        return true;
    }

    // A field or an entry begins inside a field that has its text, or an entry inside an entry: the end tag was forgotten.
    private void CloseForgotten(string begins)
    {
        while (_open.Count > 1)
        {
            var top = LocalOf(_open[^1].Name);
            var isForgotten = Is(top, Fields) ? _hasText && (Is(begins, Fields) || Is(begins, Entries))
                : Is(top, Entries) ? begins.Equals(top, StringComparison.OrdinalIgnoreCase)
                : top == "link" && _open[^1].Name.Length > top.Length && (Is(begins, Fields) || Is(begins, Entries));
            if (!isForgotten)
            {
                return;
            }

            Note($"<{top}> is not closed");
            Pop();
        }
    }

    private void Close(string name)
    {
        var at = _open.FindLastIndex(open => open.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            if (_open.Count == 0 || _isRootClosed)
            {
                return;
            }

            Note($"</{(name.Length > 40 ? name[..40] : name)}> closes nothing");
            return;
        }

        while (_open.Count > at + 1)
        {
            Note($"<{_open[^1].Name}> is not closed");
            Pop();
        }

        if (at == 0)
        {
            _isRootClosed = true;
        }
        else
        {
            Pop();
        }
    }

    private void Pop()
    {
        var (name, prefixes) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _prefixes.RemoveRange(prefixes, _prefixes.Count - prefixes);
        _repaired.Append("</").Append(name).Append('>');
        _hasText = false;
    }

    // The root is closed where the file ends, for more may follow. What is no sitemap at all says so by its first element.
    private void End()
    {
        _isOver = true;
        if (_isRootClosed || (_isRootMissing && _open.Count == 1))
        {
            Pop();
        }
        else if (_open.Count == 0 && _stray is not null)
        {
            _repaired.Append('<').Append(LocalOf(_stray)).Append("/>");
        }
    }

    private static bool Is(string name, string[] names) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsQualified(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? IsSimple(name) : IsSimple(name[..colon]) && IsSimple(name[(colon + 1)..]);
    }

    private static bool IsSimple(string name) => name.Length > 0 && XmlConvert.IsStartNCNameChar(name[0]) && name.All(XmlConvert.IsNCNameChar);

    private static string LocalOf(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
}

using System.Text;
using System.Xml;

namespace Thresher.Web.Sitemaps;

/// <summary>Walks XML node by node and gathers text, refusing what would not fit in memory.</summary>
internal sealed class SitemapMarkup(XmlReader reader, BoundedStream input)
{
    // XmlReader keeps a record of every open element.
    private const int MaxDepth = 256;

    private readonly char[] _chunk = new char[1_024];
    private readonly StringBuilder _text = new();

    /// <summary>The node the walk stands at.</summary>
    public XmlReader Node => reader;

    /// <summary>Moves to the next node; false at the end.</summary>
    /// <exception cref="SitemapTooLargeException">Elements nest too deep.</exception>
    public async ValueTask<bool> AdvanceAsync()
    {
        if (!await reader.ReadAsync())
        {
            return false;
        }

        input.NodeRead();
        return reader.Depth <= MaxDepth ? true : throw new SitemapTooLargeException($"it nests elements more than {MaxDepth} deep");
    }

    /// <summary>Reads the element at hand to its end and returns the text in it and in its descendants, see <see cref="TakeText"/>.</summary>
    public async ValueTask<string> ReadElementTextAsync()
    {
        var depth = reader.Depth;
        _text.Clear();
        while (await AdvanceAsync() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                await AppendNodeAsync();
            }
        }

        return TakeText();
    }

    /// <summary>Returns the text of the node at hand, see <see cref="TakeText"/>.</summary>
    public async ValueTask<string> ReadNodeTextAsync()
    {
        _text.Clear();
        await AppendNodeAsync();
        return TakeText();
    }

    /// <summary>The text gathered so far, trimmed, once; empty when longer than any location, for half a URL is none.</summary>
    public string TakeText()
    {
        var text = _text.Length > SitemapReaderOptions.MaxLocationLength ? "" : _text.ToString().Trim();
        _text.Clear();
        return text;
    }

    private async ValueTask AppendNodeAsync()
    {
        int read;
        while (_text.Length <= SitemapReaderOptions.MaxLocationLength && (read = await reader.ReadValueChunkAsync(_chunk, 0, _chunk.Length)) > 0)
        {
            _text.Append(_chunk, 0, read);
        }
    }
}

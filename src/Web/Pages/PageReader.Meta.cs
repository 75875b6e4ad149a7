using System.Text;
using Thresher.Web.Charsets;
using Thresher.Web.Links;

namespace Thresher.Web.Pages;

/// <content>Elements that describe the page itself.</content>
internal ref partial struct PageReader
{
    private void ReadMeta()
    {
        ReadOnlySpan<char> metaName = default, httpEquiv = default, content = default, charset = default;
        var hasContent = false;
        while (_scanner.ReadAttribute(out var name, out var value))
        {
            if (metaName.IsEmpty && Is(name, "name"))
            {
                metaName = value;
            }
            else if (httpEquiv.IsEmpty && Is(name, "http-equiv"))
            {
                httpEquiv = value;
            }
            else if (charset.IsEmpty && Is(name, "charset"))
            {
                charset = value;
            }
            else if (!hasContent && Is(name, "content"))
            {
                hasContent = true;
                content = value;
            }
        }

        if (!_scanner.IsComplete || _foreign.IsInTemplate)
        {
            return;
        }

        if (GuessedCharset is not null && !charset.IsEmpty)
        {
            DeclareCharset(Decoded(charset));
        }

        if (hasContent && !httpEquiv.IsEmpty)
        {
            FollowHttpEquiv(Decoded(httpEquiv), content);
        }

        if (hasContent && !metaName.IsEmpty)
        {
            var name = Trimmed(Decoded(metaName));
            if (Is(name, "robots") || name.Equals(_options.ProductToken, StringComparison.OrdinalIgnoreCase))
            {
                _directives = _directives.Merge(PageDirectives.FromContent(Decoded(content)));
            }
        }
    }

    private void FollowHttpEquiv(ReadOnlySpan<char> httpEquiv, ReadOnlySpan<char> content)
    {
        if (Is(httpEquiv, "refresh"))
        {
            var target = RefreshTarget.In(Decoded(content));
            if (_refresh is null && !target.IsEmpty && target.Length <= _options.MaxHrefLength)
            {
                _refresh = target.ToString();
                AddDecodedLink(target, LinkKind.MetaRefresh, LinkRel.None);
            }
        }
        else if (Is(httpEquiv, "content-type") && GuessedCharset is not null)
        {
            DeclareCharset(ContentType.CharsetInMeta(Decoded(content)));
        }
        else if (Is(httpEquiv, "pragma") && Is(Trimmed(Decoded(content)), "no-cache"))
        {
            _directives = _directives.Merge(new(PageRules.NoCachePragma));
        }
    }

    private void DeclareCharset(ReadOnlySpan<char> label)
    {
        if (CharsetPrescan.NameInMeta(label) is { } name)
        {
            DeclaredCharset = name == GuessedCharset ? null : name;
            GuessedCharset = null;
        }
    }

    private void ReadTitle()
    {
        SkipTag();
        var raw = _scanner.ReadRawText("title");
        if (_title is null && _scanner.IsComplete && !_foreign.IsInTemplate)
        {
            // An unclosed title runs to the end of the page and is not worth decoding.
            _title = Collapsed(Decoded(raw[..Math.Min(raw.Length, 64 * _options.MaxTitleLength)], inAttribute: false));
        }
    }

    private readonly string Collapsed(ReadOnlySpan<char> text)
    {
        var collapsed = new StringBuilder(Math.Min(text.Length, _options.MaxTitleLength));
        while (collapsed.Length < _options.MaxTitleLength)
        {
            text = text.TrimStart("\t\n\f\r ");
            if (text.IsEmpty)
            {
                break;
            }

            var end = text.IndexOfAny("\t\n\f\r ");
            var word = end < 0 ? text : text[..end];
            collapsed.Append(collapsed.Length > 0 ? " " : "").Append(word);
            text = text[word.Length..];
        }

        var length = Math.Min(collapsed.Length, _options.MaxTitleLength);
        length -= length < collapsed.Length && length > 0 && char.IsHighSurrogate(collapsed[length - 1]) ? 1 : 0;
        return collapsed.ToString(0, length).TrimEnd();
    }
}

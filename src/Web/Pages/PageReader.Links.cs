using System.Buffers;
using System.Text;
using Thresher.Web.Html;
using Thresher.Web.Links;

namespace Thresher.Web.Pages;

/// <content>Elements with links.</content>
internal ref partial struct PageReader
{
    private void ReadLink(ReadOnlySpan<char> targetAttribute, LinkKind kind)
    {
        ReadOnlySpan<char> target = default, rel = default;
        bool hasTarget = false, hasRel = false;
        while (_scanner.ReadAttribute(out var name, out var value))
        {
            if (!hasTarget && Is(name, targetAttribute))
            {
                hasTarget = true;
                target = value;
            }
            else if (!hasRel && Is(name, "rel"))
            {
                hasRel = true;
                rel = value;
            }
        }

        if (hasTarget && _scanner.IsComplete)
        {
            AddLink(target, kind, hasRel ? RelTokens.Parse(Decoded(rel)).Endorsement() : LinkRel.None);
        }
    }

    private void ReadLinkElement()
    {
        ReadOnlySpan<char> href = default, rel = default;
        bool hasHref = false, hasRel = false;
        while (_scanner.ReadAttribute(out var name, out var value))
        {
            if (!hasHref && Is(name, "href"))
            {
                hasHref = true;
                href = value;
            }
            else if (!hasRel && Is(name, "rel"))
            {
                hasRel = true;
                rel = value;
            }
        }

        if (!hasHref || !hasRel || !_scanner.IsComplete || _foreign.IsInTemplate)
        {
            return;
        }

        var tokens = RelTokens.Parse(Decoded(rel));
        var endorsement = tokens.Endorsement();
        if (tokens.Has(RelToken.Canonical) && _inHead)
        {
            _canonical.Offer(Trimmed(Decoded(href)));
            AddLink(href, LinkKind.Canonical, endorsement);
        }
        else if (tokens.Has(RelToken.Next))
        {
            AddLink(href, LinkKind.LinkNext, endorsement);
        }
        else if (tokens.Has(RelToken.Prev))
        {
            AddLink(href, LinkKind.LinkPrev, endorsement);
        }
        else if (tokens.Has(RelToken.Alternate) && !tokens.Has(RelToken.Stylesheet))
        {
            AddLink(href, LinkKind.LinkAlternate, endorsement);
        }
    }

    private void ReadBase()
    {
        ReadOnlySpan<char> href = default;
        var hasHref = false;
        while (_scanner.ReadAttribute(out var name, out var value))
        {
            if (!hasHref && Is(name, "href"))
            {
                hasHref = true;
                href = value;
            }
        }

        if (hasHref && _baseHref is null && _scanner.IsComplete && !_foreign.IsInTemplate && href.Length <= _options.MaxHrefLength)
        {
            _baseHref = Trimmed(Decoded(href)).ToString();
        }
    }

    private void AddLink(ReadOnlySpan<char> raw, LinkKind kind, LinkRel rel)
    {
        if (!_foreign.IsInTemplate)
        {
            AddDecodedLink(Decoded(raw), kind, rel);
        }
    }

    private void AddDecodedLink(ReadOnlySpan<char> href, LinkKind kind, LinkRel rel)
    {
        var fragment = _options.KeepFragments ? -1 : href.IndexOf('#');
        href = Trimmed(fragment < 0 ? href : href[..fragment]);
        if (href.Length > _options.MaxHrefLength)
        {
            _overlongLinks++;
            return;
        }

        _links.Add(href, kind, rel);
    }

    private void SkipTag()
    {
        while (_scanner.ReadAttribute(out _, out _))
        {
        }
    }

    // For an element cut off by the end of the text there is nothing to skip.
    private void SkipRawText(ReadOnlySpan<char> element) => _ = _scanner.ReadRawText(element);

    // Valid until the next call: decoding, where needed, reuses one buffer.
    private ReadOnlySpan<char> Decoded(ReadOnlySpan<char> raw, bool inAttribute = true)
    {
        if (CharacterReferences.AreAbsent(raw))
        {
            return raw;
        }

        if (_scratch.Length < raw.Length)
        {
            if (_scratch.Length > 0)
            {
                ArrayPool<char>.Shared.Return(_scratch);
            }

            _scratch = ArrayPool<char>.Shared.Rent(raw.Length);
        }

        return _scratch.AsSpan(0, CharacterReferences.Decode(raw, _scratch, inAttribute));
    }

    // The URL standard drops control characters and blanks at both ends.
    private static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && text[start] <= ' ')
        {
            start++;
        }

        var end = text.Length;
        while (end > start && text[end - 1] <= ' ')
        {
            end--;
        }

        return text[start..end];
    }

    private static bool Is(ReadOnlySpan<char> name, ReadOnlySpan<char> expected) => Ascii.EqualsIgnoreCase(name, expected);
}

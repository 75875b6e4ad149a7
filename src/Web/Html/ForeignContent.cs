using System.Text;

namespace Thresher.Web.Html;

/// <summary>
/// Tracks where a page is inside SVG, MathML or a template, the only open elements that change how tags
/// are read: CDATA, no raw text, links that count or not (HTML standard, sections 13.2.4.2 and 13.2.6.5).
/// HTML elements inside them are not tracked, so badly nested ones may leave foreign content sooner than in
/// a browser.
/// </summary>
internal struct ForeignContent
{
    // Deeper elements are skipped, which bounds memory and the search for what an end tag closes.
    private const int Deepest = 128;

    private List<(Place Place, ulong Name)>? _open;
    private int _templates;

    private enum Place : byte
    {
        Template,
        Svg,
        SvgHtml,
        MathMl,
        MathText,
        MathAnnotation,
        MathHtml,
    }

    /// <summary>Whether nothing is tracked: plain HTML.</summary>
    public readonly bool IsEmpty => _open is null or { Count: 0 };

    /// <summary>Whether what follows is the content of a template, which is not part of the document.</summary>
    public readonly bool IsInTemplate => _templates > 0;

    /// <summary>Whether the innermost tracked element is SVG or MathML, where CDATA sections count.</summary>
    public readonly bool AllowsCdata => !IsEmpty && _open![^1].Place != Place.Template;

    /// <summary>Whether a start tag of that name here makes an SVG or MathML element instead of an HTML one.</summary>
    public readonly bool IsForeign(ReadOnlySpan<char> name, TagName tag) => !IsEmpty && _open![^1].Place switch
    {
        Place.Template or Place.SvgHtml or Place.MathHtml => false,
        Place.MathText => Is(name, "mglyph") || Is(name, "malignmark"),
        Place.MathAnnotation => tag != TagName.Svg,
        _ => true,
    };

    /// <summary>Opens a template.</summary>
    public void OpenTemplate()
    {
        if (Push(Place.Template, "template"))
        {
            _templates++;
        }
    }

    /// <summary>Opens <c>svg</c> or <c>math</c> from HTML.</summary>
    public void OpenRoot(TagName tag) =>
        _ = tag == TagName.Svg ? Push(Place.Svg, "svg") : Push(Place.MathMl, "math");

    /// <summary>Opens an element inside SVG or MathML.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isHtmlAnnotation">For <c>annotation-xml</c>: whether its encoding is HTML.</param>
    public void Open(ReadOnlySpan<char> name, bool isHtmlAnnotation)
    {
        var isSvg = _open![^1].Place is Place.Svg or Place.SvgHtml;
        var place = isSvg
            ? Is(name, "foreignObject") || Is(name, "desc") || Is(name, "title") ? Place.SvgHtml : Place.Svg
            : Is(name, "annotation-xml") ? isHtmlAnnotation ? Place.MathHtml : Place.MathAnnotation
            : Is(name, "mi") || Is(name, "mo") || Is(name, "mn") || Is(name, "ms") || Is(name, "mtext") ? Place.MathText
            : Place.MathMl;
        _ = Push(place, name);
    }

    /// <summary>Leaves SVG and MathML up to where HTML is allowed, as a <c>div</c> inside them does.</summary>
    public void BreakOut()
    {
        while (!IsEmpty && _open![^1].Place is Place.Svg or Place.MathMl or Place.MathAnnotation)
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }

    /// <summary>Closes what an end tag of that name closes.</summary>
    public void Close(ReadOnlySpan<char> name, TagName tag)
    {
        if (IsEmpty)
        {
            return;
        }

        var hash = HashOf(name);
        for (var i = _open!.Count - 1; i >= 0; i--)
        {
            if (_open[i].Name == hash)
            {
                Truncate(i);
                return;
            }

            // Only its own end tag reaches over a template's edge.
            if (_open[i].Place == Place.Template && tag != TagName.Template)
            {
                break;
            }
        }

        // Most end tags of HTML close an element around the foreign root, and the root with it. The rest, of raw
        // text and the page's frame, cannot be open around it or leave it open.
        if (tag is TagName.Other or TagName.A or TagName.P or TagName.Br)
        {
            BreakOut();
        }
    }

    private void Truncate(int count)
    {
        for (var i = _open!.Count - 1; i >= count; i--)
        {
            _templates -= _open[i].Place == Place.Template ? 1 : 0;
        }

        _open.RemoveRange(count, _open.Count - count);
    }

    private bool Push(Place place, ReadOnlySpan<char> name)
    {
        _open ??= [];
        if (_open.Count >= Deepest)
        {
            return false;
        }

        _open.Add((place, HashOf(name)));
        return true;
    }

    // FNV-1a: the names are short, and a collision costs no more than a misplaced end tag.
    private static ulong HashOf(ReadOnlySpan<char> name)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in name)
        {
            hash = (hash ^ (char.IsAsciiLetterUpper(c) ? c | 0x20u : c)) * 1_099_511_628_211UL;
        }

        return hash;
    }

    private static bool Is(ReadOnlySpan<char> name, ReadOnlySpan<char> expected) => Ascii.EqualsIgnoreCase(name, expected);
}

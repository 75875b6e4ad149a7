using System.Text;
using Thresher.Web.Charsets;
using Thresher.Web.Html;
using Thresher.Web.Pages;

namespace Thresher.Web.Requisites;

/// <summary>
/// What a browser fetches to show a page: images, style sheets, scripts, fonts, media, frames. Read apart from the links, by
/// crawls that ask for it alone. Linear in the page's length; no input raises an exception.
/// </summary>
public static class PageRequisites
{
    /// <summary>The references as they are written, each once, in order: of HTML to resolve like its links, of a style sheet against its own URL.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its Content-Type.</param>
    /// <param name="parsed">The parsed page; null when it is not HTML.</param>
    /// <param name="most">References to take at most.</param>
    /// <param name="cut">Whether there were more.</param>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> body, string? contentType, ParsedPage? parsed, int most, out bool cut)
    {
        var found = new List<string>();
        if (parsed is not null)
        {
            using var text = PageParser.TextOf(body, parsed.Charset.Name);
            OfHtml(text.Memory.Span, found);
        }
        else if (MimeType.Essence(contentType) == "text/css")
        {
            using var text = PageParser.TextOf(body, CharsetSniffer.Detect(body, contentType).Name);
            CssReferences.Add(text.Memory.Span, found);
        }

        // What a page holds itself, or refers to in itself, is not fetched.
        var distinct = found.Select(reference => reference.Trim()).Where(reference => reference.Length > 0 && reference[0] != '#' && !reference.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal).Take(most + 1).ToList();
        cut = distinct.Count > most;
        return cut ? distinct[..most] : distinct;
    }

    private static void OfHtml(ReadOnlySpan<char> html, List<string> found)
    {
        var scanner = new HtmlScanner(html);
        while (scanner.Read())
        {
            var isEnd = scanner.IsEndTag;
            var tag = scanner.TagName.ToString().ToLowerInvariant();
            string? source = null, rel = null, type = null;
            while (scanner.ReadAttribute(out var name, out var value))
            {
                if (isEnd || value.IsEmpty)
                {
                    continue;
                }

                switch (Named(tag, name))
                {
                    case Use.Reference: source ??= Decoded(value); break;
                    case Use.Further: found.Add(Decoded(value)); break;
                    case Use.Set: AddSet(Decoded(value), found); break;
                    case Use.Style: CssReferences.Add(Decoded(value), found); break;
                    case Use.Rel: rel = Decoded(value); break;
                    case Use.Type: type = value.ToString(); break;
                }
            }

            if (source is not null && IsFetched(tag, rel, type))
            {
                found.Add(source);
            }

            if (isEnd)
            {
                continue;
            }

            if (tag == "style")
            {
                CssReferences.Add(scanner.ReadRawText("style"), found);
            }
            else if (tag == "script")
            {
                scanner.SkipScript();
            }
            else if (tag is "textarea" or "xmp" or "title" or "noembed" or "iframe")
            {
                _ = scanner.ReadRawText(tag);
            }
        }
    }

    private static Use Named(string tag, ReadOnlySpan<char> attribute) =>
        Is(attribute, "style") ? Use.Style
        : tag switch
        {
            "img" or "source" or "script" or "audio" or "video" or "track" or "embed" or "iframe" or "frame" or "input" when Is(attribute, "src") => Use.Reference,
            "img" or "source" when Is(attribute, "srcset") => Use.Set,
            "link" when Is(attribute, "href") => Use.Reference,
            "link" when Is(attribute, "imagesrcset") => Use.Set,
            "link" when Is(attribute, "rel") => Use.Rel,
            "video" when Is(attribute, "poster") => Use.Further,
            "object" when Is(attribute, "data") => Use.Reference,
            "body" or "table" or "td" or "th" or "tr" when Is(attribute, "background") => Use.Reference,
            "image" or "use" or "feimage" when Is(attribute, "href") || Is(attribute, "xlink:href") => Use.Further,
            "input" when Is(attribute, "type") => Use.Type,
            _ => Use.None,
        };

    private static bool IsFetched(string tag, string? rel, string? type) => tag switch
    {
        "input" => string.Equals(type, "image", StringComparison.OrdinalIgnoreCase),
        "link" => rel is not null && rel.Split([' ', '\t', '\n', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Any(token => token.ToLowerInvariant() is "stylesheet" or "icon" or "apple-touch-icon" or "mask-icon" or "preload" or "modulepreload" or "manifest"),
        _ => true,
    };

    /// <summary>The URLs of a <c>srcset</c>: each up to a blank, with its descriptor behind it up to a comma.</summary>
    private static void AddSet(string set, List<string> found)
    {
        for (var at = 0; at < set.Length;)
        {
            while (at < set.Length && (char.IsWhiteSpace(set[at]) || set[at] == ','))
            {
                at++;
            }

            var end = at;
            while (end < set.Length && !char.IsWhiteSpace(set[end]))
            {
                end++;
            }

            if (end > at)
            {
                found.Add(set[at..end].TrimEnd(','));
            }

            var comma = end > at && set[end - 1] == ',' ? end : set.IndexOf(',', end);
            at = comma < 0 ? set.Length : comma;
            at = Math.Max(at, end);
        }
    }

    private static string Decoded(ReadOnlySpan<char> value)
    {
        if (CharacterReferences.AreAbsent(value))
        {
            return value.ToString();
        }

        var decoded = new char[value.Length];
        return new string(decoded, 0, CharacterReferences.Decode(value, decoded, true));
    }

    private static bool Is(ReadOnlySpan<char> name, string expected) => Ascii.EqualsIgnoreCase(name, expected);

    private enum Use
    {
        None,
        Reference,
        Further,
        Set,
        Style,
        Rel,
        Type,
    }
}

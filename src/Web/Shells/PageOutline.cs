using System.IO.Hashing;

namespace Thresher.Web.Shells;

/// <summary>
/// What a page shows without its scripts, and whether it looks like the shell of an application: counted in one pass over its
/// bytes, since it is asked of every page that may have to be rendered.
/// </summary>
/// <param name="Words">Words of its own text: outside scripts, styles, templates, the title and <c>noscript</c>.</param>
/// <param name="Scripts">Scripts, data in <c>script</c> elements aside.</param>
/// <param name="Mount">Where applications mount themselves (<c>#root</c>, <c>app-root</c> …): whether there is such an element, and whether it is empty.</param>
/// <param name="AsksForScripts">Whether a <c>noscript</c> element asks to switch scripts on.</param>
/// <param name="Links">Its links, by a hash of what is written.</param>
public sealed record PageOutline(int Words, int Scripts, MountPoint Mount, bool AsksForScripts, IReadOnlySet<ulong> Links)
{
    private const int MostLinks = 5_000;

    private static readonly string[] MountIds =
        ["root", "app", "__next", "__nuxt", "___gatsby", "app-root", "react-root", "main-app", "q-app", "svelte", "ember-app", "application", "app-mount", "mount", "spa-root", "vue-app"];

    /// <summary>Outlines a page in HTML.</summary>
    /// <param name="html">Its bytes, in any encoding that keeps ASCII as it is.</param>
    public static PageOutline Of(ReadOnlySpan<byte> html)
    {
        var (words, scripts, asks, inWord) = (0, 0, false, false);
        var mount = MountPoint.None;
        HashSet<ulong> links = [];
        while (!html.IsEmpty)
        {
            if (html[0] != (byte)'<')
            {
                var isBlank = html[0] <= (byte)' ' || html[0] == (byte)'|' || html[0] == (byte)'-';
                words += !isBlank && !inWord ? 1 : 0;
                inWord = !isBlank;
                html = html[1..];
                continue;
            }

            inWord = false;
            if (html.StartsWith("<!--"u8))
            {
                html = After(html[4..], "-->"u8);
                continue;
            }

            var tag = TagIn(html);
            html = html[tag.Length..];
            var name = NameOf(tag);
            if (Is(name, "script"u8))
            {
                scripts += IsData(Value(tag, "type"u8)) ? 0 : 1;
                html = Behind(html, "</script"u8, out _);
            }
            else if (Is(name, "style"u8) || Is(name, "title"u8) || Is(name, "template"u8) || Is(name, "textarea"u8))
            {
                html = Behind(html, Closing(name), out _);
            }
            else if (Is(name, "noscript"u8))
            {
                html = Behind(html, "</noscript"u8, out var notice);
                asks |= Contains(notice, "javascript"u8) || Contains(notice, "enable scripts"u8);
            }
            else if (Is(name, "a"u8) && links.Count < MostLinks && Value(tag, "href"u8) is { IsEmpty: false } href && href[0] != (byte)'#')
            {
                links.Add(XxHash3.HashToUInt64(href));
            }
            else if (mount != MountPoint.Empty && (Is(name, "app-root"u8) || IsMount(Value(tag, "id"u8))))
            {
                mount = IsClosedNext(html) ? MountPoint.Empty : MountPoint.Filled;
            }
        }

        return new PageOutline(words, scripts, mount, asks, links);
    }

    private static ReadOnlySpan<byte> TagIn(ReadOnlySpan<byte> html)
    {
        byte quote = 0;
        for (var i = 1; i < html.Length; i++)
        {
            var c = html[i];
            if (quote != 0)
            {
                quote = c == quote ? (byte)0 : quote;
            }
            else if (c is (byte)'"' or (byte)'\'' && html[i - 1] == (byte)'=')
            {
                quote = c;
            }
            else if (c == (byte)'>')
            {
                return html[..(i + 1)];
            }
        }

        return html;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> tag)
    {
        var rest = tag[1..];
        var end = rest.IndexOfAny(" \t\r\n\f/>"u8);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The value of an attribute; empty without one.</summary>
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
    {
        for (var i = 1; i + name.Length < tag.Length; i++)
        {
            if (tag[i - 1] > (byte)' ' || tag[i + name.Length] != (byte)'=' || !Is(tag.Slice(i, name.Length), name))
            {
                continue;
            }

            var value = tag[(i + name.Length + 1)..];
            if (!value.IsEmpty && value[0] is (byte)'"' or (byte)'\'')
            {
                var end = value[1..].IndexOf(value[0]);
                return end < 0 ? default : value.Slice(1, end);
            }

            var last = value.IndexOfAny(" \t\r\n\f>"u8);
            return last < 0 ? value : value[..last];
        }

        return default;
    }

    private static bool IsMount(ReadOnlySpan<byte> id)
    {
        if (!id.IsEmpty)
        {
            foreach (var known in MountIds)
            {
                if (System.Text.Ascii.EqualsIgnoreCase(id, known))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsData(ReadOnlySpan<byte> type) => Contains(type, "json"u8) || Contains(type, "template"u8) || Contains(type, "text/plain"u8);

    private static bool IsClosedNext(ReadOnlySpan<byte> html)
    {
        while (true)
        {
            html = html.TrimStart(" \t\r\n\f"u8);
            if (!html.StartsWith("<!--"u8))
            {
                return html.StartsWith("</"u8);
            }

            html = After(html[4..], "-->"u8);
        }
    }

    private static ReadOnlySpan<byte> Closing(ReadOnlySpan<byte> name) =>
        Is(name, "style"u8) ? "</style"u8 : Is(name, "title"u8) ? "</title"u8 : Is(name, "template"u8) ? "</template"u8 : "</textarea"u8;

    /// <summary>What follows an end tag that is looked for without regard to case; nothing where it is not there.</summary>
    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> html, ReadOnlySpan<byte> end, out ReadOnlySpan<byte> within)
    {
        for (var from = 0; html[from..].IndexOf("</"u8) is var at and >= 0; from += at + 2)
        {
            var here = html[(from + at)..];
            if (here.Length >= end.Length && Is(here[..end.Length], end))
            {
                within = html[..(from + at)];
                return After(here, ">"u8);
            }
        }

        within = html;
        return default;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> html, ReadOnlySpan<byte> mark) =>
        html.IndexOf(mark) is var at and >= 0 ? html[(at + mark.Length)..] : default;

    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var i = 0; i + word.Length <= text.Length; i++)
        {
            if (Is(text.Slice(i, word.Length), word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
}

/// <summary>The element at which an application mounts itself.</summary>
public enum MountPoint
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>There is one, with something in it.</summary>
    Filled,

    /// <summary>There is one, and it is empty.</summary>
    Empty,
}

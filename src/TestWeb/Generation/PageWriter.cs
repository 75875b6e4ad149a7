using System.Buffers;
using System.Text;

namespace Thresher.TestWeb.Generation;

/// <summary>Writes the HTML of pages.</summary>
internal sealed class PageWriter(SyntheticWebOptions options, LinkPlan links, LinkSpelling spelling, FillerText filler)
{
    private static ReadOnlySpan<byte> End => "</p>\n</body>\n</html>\n"u8;

    /// <summary>The whole page, padded to its size.</summary>
    public ReadOnlyMemory<byte> Write(PagePlan page)
    {
        if (page.Part == PagePart.Item)
        {
            return Encoding.UTF8.GetBytes(
                $"<!DOCTYPE html><html><head><title>{page.Title}</title></head><body><h1>{page.Title}</h1></body></html>");
        }

        var size = options.MinPageBytes + Dice.Roll(options.Seed, page.Host, page.Place, Purpose.PageBytes, options.MaxPageBytes - options.MinPageBytes + 1);
        var html = new ArrayBufferWriter<byte>(Math.Max(size, 2048));
        WriteStart(page, html);
        for (var roll = Dice.Roll(options.Seed, page.Host, page.Place, Purpose.Filler); ; roll = Dice.Mix(roll))
        {
            var text = filler.Slice(roll, Math.Max(0, size - html.WrittenCount - End.Length));
            if (text.IsEmpty)
            {
                break;
            }

            html.Write(text);
        }

        html.Write(End);
        return html.WrittenMemory;
    }

    /// <summary>The page without its end, so that any amount of text can follow.</summary>
    public ReadOnlyMemory<byte> WriteStart(PagePlan page)
    {
        var html = new ArrayBufferWriter<byte>(2048);
        WriteStart(page, html);
        return html.WrittenMemory;
    }

    private void WriteStart(PagePlan page, ArrayBufferWriter<byte> html)
    {
        var text = new StringBuilder(2048);
        var record = PageRecord.Of(page, options.Seed);
        var metaNofollow = page.Kind == PageKind.NoFollow && page.Part == PagePart.Entry && NoFollowWay(page) == 0;
        text.Append($$$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>{{{record.Name}}}</title>
            <meta name="description" content="{{{record.Name}}}">
            {{{(metaNofollow ? "<meta name=\"robots\" content=\"nofollow\">" : "")}}}
            <link rel="icon" href="/favicon.ico">
            <script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","sku":"{{{record.Sku}}}","name":"{{{record.Name}}}","offers":{"@type":"Offer","price":"{{{record.Price}}}","priceCurrency":"EUR"}}</script>
            <script>var later = '<a href="/ghost/script-{{{page.Index}}}">x</a>';</script>
            </head>
            <body>
            <h1>{{{record.Name}}}</h1>
            <article class="record" data-sku="{{{record.Sku}}}"><span class="name">{{{record.Name}}}</span> <span class="price">{{{record.Price}}}</span></article>
            <!-- <a href="/ghost/comment-{{{page.Index}}}">not a link</a> -->
            <img src="/ghost/image-{{{page.Index}}}.png" alt="">
            <p><a href="mailto:a@example.invalid">Mail</a> <a href="javascript:void(0)">Run</a> <a name="top">Top</a></p>
            <ul>

            """);
        var ordinal = 0;
        foreach (var link in links.LinksOf(page))
        {
            var href = spelling.Spell(page, ordinal, link.To).Replace("&", "&amp;", StringComparison.Ordinal);
            var rel = link.NoFollow && NoFollowWay(page) == 2 ? " rel=\"nofollow\"" : "";
            text.Append($"<li><a href=\"{href}\"{rel}>Link {ordinal}</a></li>\n");
            ordinal++;
        }

        text.Append("</ul>\n<p>");
        foreach (var chunk in text.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, html);
        }
    }

    /// <summary>How a <see cref="PageKind.NoFollow"/> page says so: 0 meta element, 1 header, 2 rel attribute.</summary>
    public static int NoFollowWay(PagePlan page) => page.Index % 3;
}

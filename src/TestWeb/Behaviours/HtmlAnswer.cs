using System.IO.Compression;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>A whole HTML page; those of kind <see cref="PageKind.Encoded"/> compressed if the client accepts it.</summary>
internal sealed class HtmlAnswer(WebPlan web) : IAnswer
{
    public const string ContentType = "text/html; charset=utf-8";

    private static readonly string[] Encodings = ["gzip", "deflate", "br"];

    public Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        var body = web.Pages.Write(page);
        if (page is { Kind: PageKind.NoFollow, Part: PagePart.Entry } && PageWriter.NoFollowWay(page) == 1)
        {
            exchange.Response.Headers["X-Robots-Tag"] = "nofollow";
        }

        if (page is { Kind: PageKind.Encoded, Part: PagePart.Entry })
        {
            var encoding = Encodings[page.Index % Encodings.Length];
            exchange.Response.Headers.Vary = "Accept-Encoding";
            if (exchange.Http.Request.Headers.AcceptEncoding.ToString().Contains(encoding, StringComparison.OrdinalIgnoreCase))
            {
                exchange.Response.Headers.ContentEncoding = encoding;
                body = Encode(body, encoding);
            }
        }

        return exchange.SendAsync(200, ContentType, body);
    }

    private static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> body, string encoding)
    {
        var encoded = new MemoryStream(body.Length / 2);
        using (Stream encoder = encoding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            // RFC 9110 section 8.4.1.2: "deflate" is the zlib format.
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            encoder.Write(body.Span);
        }

        return encoded.GetBuffer().AsMemory(0, (int)encoded.Length);
    }
}

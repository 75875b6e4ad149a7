using System.IO.Compression;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Gzip that grows about 1,000 times when decoded, sent whether the client accepts gzip or not.</summary>
internal sealed class BombAnswer(long decodedBytes) : IAnswer
{
    private readonly Lazy<byte[]> _body = new(() => Compress(decodedBytes));

    public Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        exchange.Response.Headers.ContentEncoding = "gzip";
        return exchange.SendAsync(200, HtmlAnswer.ContentType, _body.Value);
    }

    private static byte[] Compress(long bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write("<!DOCTYPE html><title>Bomb</title><p>"u8);
            var block = new byte[64 * 1024];
            Array.Fill(block, (byte)' ');
            for (var left = bytes; left > 0; left -= block.Length)
            {
                gzip.Write(block, 0, (int)Math.Min(left, block.Length));
            }
        }

        return compressed.ToArray();
    }
}

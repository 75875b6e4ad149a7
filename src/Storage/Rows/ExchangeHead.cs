using System.Text;

namespace Thresher.Storage.Rows;

/// <summary>The heads of one HTTP exchange, each as an HTTP/1.1 message's head with the empty line that ends it.</summary>
/// <param name="Request">Request line and header fields.</param>
/// <param name="Response">Status line and header fields, as they came: of the coded body.</param>
public sealed record ExchangeHead(string Request, string Response)
{
    private const string End = "\r\n\r\n";

    /// <summary>The stored form: one text in Latin-1, as header bytes are, Brotli-compressed.</summary>
    public byte[] Compress() => CompressedText.Of(Encoding.Latin1.GetBytes(Request + Response));

    /// <summary>Reads what <see cref="Compress"/> compresses.</summary>
    internal static ExchangeHead Read(byte[] heads)
    {
        var text = Encoding.Latin1.GetString(heads);
        var split = text.IndexOf(End, StringComparison.Ordinal) + End.Length;
        return new ExchangeHead(text[..split], text[split..]);
    }
}

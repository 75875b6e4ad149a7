using System.Buffers;
using System.Text;
using Thresher.Web.Charsets;
using Thresher.Web.Streams;
using Thresher.Web.Xhtml;

namespace Thresher.Web.Pages;

/// <summary>
/// Turns a fetched HTML body into links and directives without building a tree. What is declared as XML is read by XML's rules if it
/// is well-formed. Time and memory are linear in
/// the body's length whatever it holds; no input raises an exception. Stateless: one instance serves a silo,
/// from any number of threads.
/// </summary>
/// <param name="time">Measures <see cref="ParsingOptions.MaxParseTime"/>.</param>
public sealed class PageParser(TimeProvider time)
{
    /// <summary>Whether a body should be parsed as HTML.</summary>
    /// <param name="contentType">
    /// The Content-Type header's value. <c>text/html</c> and <c>application/xhtml+xml</c> are; XML is when its root is XHTML's; any
    /// other stated type is not; without one, or with a placeholder like <c>unknown/unknown</c>, the bytes decide.
    /// </param>
    /// <param name="bodyStart">The body's first bytes; 512 are plenty.</param>
    public static bool IsHtml(string? contentType, ReadOnlySpan<byte> bodyStart) =>
        HtmlSignature.IsHtml(ContentType.MediaType(contentType), bodyStart);

    /// <summary>Reads a page.</summary>
    /// <param name="body">The decoded (not compressed) body.</param>
    /// <param name="contentTypeHeader">The Content-Type header's value, for its <c>charset</c>.</param>
    /// <param name="options">Limits and policy.</param>
    /// <param name="cancellationToken">Looked at every 64 Ki characters.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ParsedPage Parse(
        ReadOnlyMemory<byte> body, string? contentTypeHeader, ParsingOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = new Deadline(time, options.MaxParseTime, cancellationToken);
        var charset = CharsetSniffer.Detect(body.Span, contentTypeHeader);
        if (XhtmlText.IsDeclared(ContentType.MediaType(contentTypeHeader)) && ReadXhtml(body.Span, charset, options, deadline) is { } xhtml)
        {
            return xhtml;
        }

        var page = Read(body.Span, charset, options, deadline, out var declared);
        return page ?? Read(body.Span, new(declared!, CharsetSource.LateMeta), options, deadline, out _)!;
    }

    /// <summary>A body as text in the encoding that <see cref="Parse"/> found, or that its type declares.</summary>
    public static DecodedText TextOf(ReadOnlySpan<byte> body, string charset)
    {
        var text = Decode(body, charset, out var length);
        return new DecodedText(text, length);
    }

    // Null when it is not well-formed: it is HTML then.
    private static ParsedPage? ReadXhtml(ReadOnlySpan<byte> body, PageCharset charset, ParsingOptions options, in Deadline deadline)
    {
        using var text = TextOf(body, charset.Name);
        if (XhtmlProjection.Of(text.Memory.ToString(), deadline) is not { } html)
        {
            return null;
        }

        using var reader = new PageReader(html, options);
        var isWhole = reader.Read(deadline);
        return reader.ToPage(charset, timedOut: !isWhole);
    }

    // Null when the page declares, further down than the prescan looks, another encoding than was guessed.
    private static ParsedPage? Read(
        ReadOnlySpan<byte> body, PageCharset charset, ParsingOptions options, in Deadline deadline, out string? declared)
    {
        var text = Decode(body, charset.Name, out var length);
        try
        {
            using var reader = new PageReader(text.AsSpan(0, length), options)
            {
                GuessedCharset = charset.Source > CharsetSource.LateMeta ? charset.Name : null,
            };
            var isWhole = reader.Read(deadline);
            declared = reader.DeclaredCharset;
            return declared is null ? reader.ToPage(charset, timedOut: !isWhole) : null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    private static char[] Decode(ReadOnlySpan<byte> body, string charset, out int length)
    {
        body = body[CharsetSniffer.MarkOf(body).Length..];
        if (CharsetLabels.IsAsciiCompatible(charset) && Ascii.IsValid(body))
        {
            var ascii = ArrayPool<char>.Shared.Rent(body.Length);
            length = Encoding.Latin1.GetChars(body, ascii);
            return ascii;
        }

        var encoding = CharsetLabels.EncodingOf(charset);
        var text = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(body.Length));
        length = encoding.GetChars(body, text);
        return text;
    }
}

using System.Text;

namespace Thresher.Grains.Proxies;

/// <summary>
/// A connection to a proxy that forwards: each request goes out in absolute form (RFC 9112 §3.2.2) with the proxy's credentials, which so
/// are in no request that anything above it sees or keeps. Requests are GETs of one origin without bodies, one at a time.
/// </summary>
/// <param name="inner">The connection to the proxy.</param>
/// <param name="origin">Scheme, host and port, <c>http://host:port</c>.</param>
/// <param name="authorization">Value of Proxy-Authorization; null for none.</param>
internal sealed class ForwardedStream(Stream inner, string origin, string? authorization) : ConnectionStream(inner)
{
    private const uint HeadEnd = 0x0D0A0D0A;
    private readonly byte[] _start = Encoding.Latin1.GetBytes($"GET {origin}");
    private readonly byte[] _credentials = Encoding.Latin1.GetBytes(authorization is null ? "" : $"Proxy-Authorization: {authorization}\r\n");
    private uint _lastSent = HeadEnd;
    private bool _isInLine;

    public override void Write(ReadOnlySpan<byte> buffer) => Inner.Write(Forwarded(buffer));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Inner.WriteAsync(Forwarded(buffer.Span), cancellationToken);

    /// <summary>The origin goes before the path, the credentials behind the request line, wherever the writes are cut.</summary>
    private byte[] Forwarded(ReadOnlySpan<byte> sent)
    {
        var written = new List<byte>(sent.Length + _start.Length + _credentials.Length);
        if (_lastSent == HeadEnd && sent.Length > 0)
        {
            written.AddRange(sent.StartsWith("GET /"u8) ? _start : throw new InvalidOperationException("Only GET is forwarded."));
            sent = sent["GET ".Length..];
            _isInLine = true;
        }

        var lineEnd = _isInLine ? sent.IndexOf((byte)'\n') : -1;
        if (lineEnd >= 0)
        {
            written.AddRange(sent[..(lineEnd + 1)]);
            written.AddRange(_credentials);
            Remember(sent[..(lineEnd + 1)]);
            sent = sent[(lineEnd + 1)..];
            _isInLine = false;
        }

        written.AddRange(sent);
        Remember(sent);
        return [.. written];
    }

    private void Remember(ReadOnlySpan<byte> sent)
    {
        foreach (var value in sent.Length > 4 ? sent[^4..] : sent)
        {
            _lastSent = (_lastSent << 8) | value;
        }
    }
}

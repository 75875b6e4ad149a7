using Thresher.Grains.Bodies;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>
/// How one HTTP request ended, with the decoded body in a pooled buffer. Dispose it to give the buffer back; nothing
/// of <see cref="Body"/> may be used after that.
/// </summary>
public sealed class FetchResponse : IDisposable
{
    private byte[]? _buffer;

    /// <summary>How it ended: <see cref="FetchOutcome.Ok"/> for 2xx with a body, else why not.</summary>
    public required FetchOutcome Outcome { get; init; }

    /// <summary>HTTP status, 0 when no response came.</summary>
    public int Status { get; init; }

    /// <summary>Media type and charset as the Content-Type headers give them (<c>MimeType</c>), in one value; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Which protection stands in the way, of a <see cref="FetchOutcome.Challenge"/> and a <see cref="FetchOutcome.Blocked"/>; else null.</summary>
    public string? Block { get; init; }

    /// <summary>Location header as sent, of a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>ETag header.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified header as sent.</summary>
    public string? LastModified { get; init; }

    /// <summary>
    /// Heads of the request and this response; null unless they were asked for, or nothing was sent. That of the response is
    /// empty when none came.
    /// </summary>
    public ExchangeHead? Head { get; init; }

    /// <summary>X-Robots-Tag headers.</summary>
    public IReadOnlyList<string> RobotsTags { get; init; } = [];

    /// <summary>Refresh header, which browsers obey like a <c>meta</c> element of that name; null without one.</summary>
    public string? Refresh { get; init; }

    /// <summary>Link headers (RFC 8288).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Whether the body was read. Of other statuses than 2xx it is only where heads are kept.</summary>
    public bool HasBody { get; init; }

    /// <summary>What a browser has made of the page; null where it came as it is.</summary>
    public RenderingOf? Rendering { get; init; }

    /// <summary>Why it ended so, as a clause, where the outcome does not say it.</summary>
    public string? Why { get; init; }

    /// <summary>True when the body was cut at the limit.</summary>
    public bool BodyCut { get; init; }

    /// <summary>Timestamp (of the <see cref="TimeProvider"/>) by which the server must have had the request.</summary>
    public long ArrivedBy { get; init; }

    /// <summary>From sending to the end of the body.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The decoded body.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>What the body takes of the silo's memory, given back with it.</summary>
    internal BodyAccount? Account { private get; init; }

    /// <summary>Hands over a buffer rented from <see cref="BodyBuffer"/>.</summary>
    internal byte[]? Buffer
    {
        init => _buffer = value;
    }

    /// <summary>Length of the body within the buffer.</summary>
    internal int Length
    {
        init => Body = _buffer.AsMemory(0, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            BodyBuffer.Return(buffer);
        }

        Account?.Dispose();
    }
}

/// <summary>What is told of a page that a browser has prepared.</summary>
/// <param name="Original">The body as it was fetched; good as long as the response that it came with.</param>
/// <param name="IsUnsettled">Whether its time was up before it had settled.</param>
/// <param name="Requests">Requests that it made besides its own.</param>
public sealed record RenderingOf(ReadOnlyMemory<byte> Original, bool IsUnsettled, int Requests);

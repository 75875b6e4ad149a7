using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Ledger;

/// <summary>One request and its answer.</summary>
internal sealed class Exchange(DefaultHttpContext http, RequestLedger ledger, long sequence, int host, string target)
{
    public HttpContext Http { get; } = http;

    public HttpResponse Response => Http.Response;

    /// <summary>Index of the virtual host; -1 if the Host header names none of ours.</summary>
    public int Host { get; } = host;

    /// <summary>Path and query in canonical spelling.</summary>
    public string Target { get; } = target;

    /// <summary>Cancelled when the client's connection ends.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Call before the last bytes are written: the client may send its next request as soon as it has them.</summary>
    public void Closing() => ledger.End(sequence, Response.StatusCode);

    /// <summary>Notes the end of a request whatever became of it.</summary>
    public void Ended() => ledger.End(sequence, Response.HasStarted ? Response.StatusCode : 0);

    /// <summary>Answers with a status and no body.</summary>
    public Task SendAsync(int status)
    {
        Response.StatusCode = status;
        Response.ContentLength = 0;
        Closing();
        return Response.StartAsync(Aborted);
    }

    /// <summary>Answers with a whole body.</summary>
    public Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        Response.StatusCode = status;
        Response.ContentType = contentType;
        Response.ContentLength = body.Length;
        Closing();
        return Response.BodyWriter.WriteAsync(body, Aborted).AsTask();
    }
}

using System.Net.Sockets;
using System.Text;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>One request at a <see cref="RawServer"/>.</summary>
internal sealed class RawExchange(string head, Stream stream, Socket socket, CancellationToken stopping)
{
    public string Head => head;

    public string Target => head.Split(' ')[1];

    public Stream Stream => stream;

    public CancellationToken Stopping => stopping;

    /// <summary>Whether another request is read from the connection after this one.</summary>
    public bool KeepOpen { get; set; }

    /// <summary>Sends text as Latin-1.</summary>
    public Task SendAsync(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), stopping).AsTask();

    /// <summary>Says nothing until the test is over.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, stopping);

    public void Reset() => socket.Close(0);
}

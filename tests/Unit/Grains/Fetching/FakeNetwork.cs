using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Thresher.Grains.Fetching;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>
/// A network in which names resolve as the test says and every address leads to one test server, or nowhere. It records
/// what was asked and dialled, which is what an address guard is measured by.
/// </summary>
internal sealed class FakeNetwork(IPEndPoint? server = null) : INetwork
{
    private readonly SystemNetwork _real = Fetches.Network;

    /// <summary>Answers for a name, one per query; the last one stays.</summary>
    public Dictionary<string, Queue<string[]>> Names { get; } = [];

    /// <summary>Names asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Addresses that a connection was tried to.</summary>
    public ConcurrentQueue<IPEndPoint> Dialled { get; } = new();

    /// <summary>Called before a connection is made; may wait, or throw.</summary>
    public Func<IPEndPoint, CancellationToken, Task>? OnDial { get; set; }

    public FakeNetwork With(string name, params string[][] answers)
    {
        Names[name] = new Queue<string[]>(answers);
        return this;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Asked.Enqueue(host);
        if (!Names.TryGetValue(host.TrimEnd('.'), out var answers))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        return Task.FromResult(Array.ConvertAll(answer, IPAddress.Parse));
    }

    public async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Dialled.Enqueue(endPoint);
        if (OnDial is { } wait)
        {
            await wait(endPoint, cancellationToken);
        }

        return server is null
            ? throw new SocketException((int)SocketError.ConnectionRefused)
            : await _real.ConnectAsync(server, cancellationToken);
    }
}

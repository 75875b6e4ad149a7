using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Thresher.Tests.Unit.Grains.Resolving;

/// <summary>A name server of the test's own on loopback (RFC 1035 §4): each question is answered as the test says, or not at all.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int Header = 12;
    private const ushort TypeA = 1;
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, NameReply> _answer;
    private readonly Task _serving;

    private NameServer(Func<string, NameReply> answer)
    {
        _answer = answer;
        _serving = ServeAsync();
    }

    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    /// <summary>The names asked for, in the order of arrival; once for each type.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static NameServer Start(Func<string, NameReply> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _socket.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync(_stopping.Token);
                _ = AnswerAsync(question);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task AnswerAsync(UdpReceiveResult question)
    {
        var (name, end) = NameOf(question.Buffer);
        Asked.Enqueue(name);
        var reply = _answer(name);
        try
        {
            await Task.Delay(reply.After, _stopping.Token);
            if (!reply.IsSilent)
            {
                await _socket.SendAsync(Message(question.Buffer, end, reply), question.RemoteEndPoint, _stopping.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed of, or the asker has given up.
        }
    }

    private static (string Name, int End) NameOf(byte[] message)
    {
        var name = new StringBuilder();
        var at = Header;
        for (; message[at] > 0; at += message[at] + 1)
        {
            name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(message, at + 1, message[at]));
        }

        return (name.ToString().ToLowerInvariant(), at + 1);
    }

    private static byte[] Message(byte[] question, int nameEnd, NameReply reply)
    {
        var hasAddress = reply.Address is not null && BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(nameEnd)) == TypeA;
        var message = new List<byte>(question[..(nameEnd + 4)]);
        message[2] = 0x81;
        message[3] = (byte)(0x80 | reply.Code);
        message[7] = (byte)(hasAddress ? 1 : 0);
        message[9] = message[11] = 0;
        if (hasAddress)
        {
            message.AddRange([0xC0, Header, 0, 1, 0, 1, 0, 0, 0, reply.Lifetime, 0, 4, .. reply.Address!.GetAddressBytes()]);
        }

        return [.. message];
    }
}

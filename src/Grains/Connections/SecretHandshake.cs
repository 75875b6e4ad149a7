using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Thresher.Grains.Connections;

/// <summary>
/// Both ends of a connection prove that they know a secret before anything else is said; neither sends it. Each end
/// answers the other's fresh challenge with an HMAC over both, so neither a recorded proof nor the other end's own serves.
/// What follows is neither encrypted nor signed: the handshake keeps strangers out, not those who can change a
/// connection's bytes.
/// </summary>
/// <param name="secret">The secret; at least <see cref="ShortestSecret"/> bytes.</param>
internal sealed class SecretHandshake(byte[] secret)
{
    /// <summary>Bytes of a secret at least.</summary>
    public const int ShortestSecret = 16;

    private const int Size = 32;

    private static readonly byte[] Greeting = "thresher-secret-1\n"u8.ToArray();
    private static readonly byte[] Caller = "caller"u8.ToArray();
    private static readonly byte[] Called = "called"u8.ToArray();

    /// <summary>The end that was connected to.</summary>
    /// <returns>False when the caller does not know the secret, or speaks something else.</returns>
    public async Task<bool> AcceptAsync(IDuplexPipe connection, CancellationToken cancellationToken)
    {
        if (await ReadAsync(connection.Input, Greeting.Length + Size, cancellationToken) is not { } opening || !opening.AsSpan().StartsWith(Greeting))
        {
            return false;
        }

        var (theirs, ours) = (opening[Greeting.Length..], RandomNumberGenerator.GetBytes(Size));
        await connection.Output.WriteAsync(ours.Concat(Proof(Called, theirs, ours)).ToArray(), cancellationToken);
        return await ReadAsync(connection.Input, Size, cancellationToken) is { } proof
            && CryptographicOperations.FixedTimeEquals(proof, Proof(Caller, theirs, ours));
    }

    /// <summary>The end that connects.</summary>
    /// <returns>False when the other side does not know the secret.</returns>
    public async Task<bool> OfferAsync(IDuplexPipe connection, CancellationToken cancellationToken)
    {
        var ours = RandomNumberGenerator.GetBytes(Size);
        await connection.Output.WriteAsync(Greeting.Concat(ours).ToArray(), cancellationToken);
        if (await ReadAsync(connection.Input, Size * 2, cancellationToken) is not { } answer)
        {
            return false;
        }

        var theirs = answer[..Size];
        if (!CryptographicOperations.FixedTimeEquals(answer.AsSpan(Size), Proof(Called, ours, theirs)))
        {
            return false;
        }

        await connection.Output.WriteAsync(Proof(Caller, ours, theirs), cancellationToken);
        return true;
    }

    private static async Task<byte[]?> ReadAsync(PipeReader input, int length, CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(length, cancellationToken);
        if (read.IsCanceled || read.Buffer.Length < length)
        {
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            return null;
        }

        var bytes = read.Buffer.Slice(0, length);
        var copy = bytes.ToArray();
        input.AdvanceTo(bytes.End);
        return copy;
    }

    private byte[] Proof(byte[] role, byte[] callersChallenge, byte[] calledsChallenge) =>
        HMACSHA256.HashData(secret, (byte[])[.. role, .. callersChallenge, .. calledsChallenge]);
}

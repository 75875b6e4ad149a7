using System.IO.Pipelines;
using System.Text;
using Thresher.Grains.Connections;

namespace Thresher.Tests.Unit.Grains.Connections;

public sealed class SecretHandshakeTests
{
    private static readonly byte[] Secret = ConnectionSecret.Of(ConnectionSecret.Create());

    private readonly Pipe _up = new();
    private readonly Pipe _down = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IDuplexPipe Caller => new End(_down.Reader, _up.Writer);

    private IDuplexPipe Called => new End(_up.Reader, _down.Writer);

    [Fact]
    public async Task Handshake_SameSecret_OpensAndWhatFollowsIsUntouched()
    {
        var accepted = new SecretHandshake(Secret).AcceptAsync(Called, Cancellation);
        Assert.True(await new SecretHandshake(Secret).OfferAsync(Caller, Cancellation));
        await _up.Writer.WriteAsync("what follows"u8.ToArray(), Cancellation);
        Assert.True(await accepted);
        Assert.Equal("what follows", Encoding.ASCII.GetString((await _up.Reader.ReadAsync(Cancellation)).Buffer.FirstSpan));
    }

    [Fact]
    public async Task Offer_ToOneWhoDoesNotKnowIt_ShowsNoProof()
    {
        var accepted = new SecretHandshake(ConnectionSecret.Of(ConnectionSecret.Create())).AcceptAsync(Called, Cancellation);
        Assert.False(await new SecretHandshake(Secret).OfferAsync(Caller, Cancellation));
        await _up.Writer.CompleteAsync();
        Assert.False(await accepted);
    }

    [Fact]
    public async Task Accept_CallerWithAnotherSecret_IsRefused()
    {
        var accepted = new SecretHandshake(Secret).AcceptAsync(Called, Cancellation);
        await _up.Writer.WriteAsync("thresher-secret-1\n"u8.ToArray().Concat(new byte[64]).ToArray(), Cancellation);
        Assert.False(await accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: 0123456789012345678901234567890123456789\r\n\r\n")]
    public async Task Accept_CallerThatSpeaksSomethingElse_IsRefused(string says)
    {
        var accepted = new SecretHandshake(Secret).AcceptAsync(Called, Cancellation);
        await _up.Writer.WriteAsync(Encoding.ASCII.GetBytes(says), Cancellation);
        await _up.Writer.CompleteAsync();
        Assert.False(await accepted);
    }

    [Fact]
    public async Task Accept_ProofOfAnEarlierConnection_IsRefused()
    {
        var (up, down) = (new Pipe(), new Pipe());
        var first = new SecretHandshake(Secret).AcceptAsync(new End(up.Reader, down.Writer), Cancellation);
        var recorded = new Recorder(up.Writer);
        Assert.True(await new SecretHandshake(Secret).OfferAsync(new End(down.Reader, recorded), Cancellation));
        Assert.True(await first);

        var replayed = new SecretHandshake(Secret).AcceptAsync(Called, Cancellation);
        await _up.Writer.WriteAsync(recorded.Bytes.ToArray(), Cancellation);
        Assert.False(await replayed);
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Recorder(PipeWriter inner) : PipeWriter
    {
        public List<byte> Bytes { get; } = [];

        public override void Advance(int bytes) => throw new NotSupportedException();

        public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            Bytes.AddRange(source.ToArray());
            return inner.WriteAsync(source, cancellationToken);
        }
    }
}

namespace Thresher.Tests.Unit.Grains.Proxies;

/// <summary>A connection whose other side says what it is told to, byte for byte, whatever it hears.</summary>
internal sealed class Scripted(params byte[] says) : Stream
{
    private readonly MemoryStream _says = new(says);
    private readonly MemoryStream _heard = new();

    public byte[] Heard => _heard.ToArray();

    public long Left => _says.Length - _says.Position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A byte at a time, as slow networks deliver.</summary>
    public override int Read(byte[] buffer, int offset, int count) => _says.Read(buffer, offset, Math.Min(count, 1));

    public override void Write(byte[] buffer, int offset, int count) => _heard.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

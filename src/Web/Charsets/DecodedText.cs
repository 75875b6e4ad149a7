using System.Buffers;

namespace Thresher.Web.Charsets;

/// <summary>A body as text in a pooled array: as a string, the text of most pages would be a large object.</summary>
public sealed class DecodedText : IDisposable
{
    private char[]? _rented;

    internal DecodedText(char[] rented, int length) => (_rented, Memory) = (rented, rented.AsMemory(0, length));

    private DecodedText(string text) => Memory = text.AsMemory();

    /// <summary>The text; invalid after disposal.</summary>
    public ReadOnlyMemory<char> Memory { get; private set; }

    /// <summary>Text that is a string already.</summary>
    public static DecodedText Of(string text) => new(text);

    /// <summary>Returns the array to the pool.</summary>
    public void Dispose()
    {
        Memory = default;
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}

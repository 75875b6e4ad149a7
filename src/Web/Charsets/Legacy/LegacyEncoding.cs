using System.Text;

namespace Thresher.Web.Charsets.Legacy;

/// <summary>
/// A code page of the runtime that decodes as the Encoding Standard says. It is written as the code page writes; what
/// queries need beside that is in <c>QueryEncoding</c>.
/// </summary>
/// <param name="name">The encoding's name in the standard.</param>
/// <param name="codePage">The code page that comes nearest.</param>
internal sealed class LegacyEncoding(string name, Encoding codePage) : Encoding(codePage.CodePage)
{
    private readonly Lazy<LegacyTable> _table = new(() => new LegacyTable(name, codePage));

    /// <inheritdoc/>
    public override Decoder GetDecoder() => new LegacyDecoder(_table.Value);

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => LegacyDecoder.MostCharacters(byteCount);

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => GetDecoder().GetCharCount(bytes, index, count);

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) => GetDecoder().GetChars(bytes, chars, flush: true);

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => codePage.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        codePage.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => codePage.GetMaxByteCount(charCount);
}

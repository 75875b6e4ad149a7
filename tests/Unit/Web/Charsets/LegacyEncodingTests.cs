using System.Security.Cryptography;
using System.Text;
using Thresher.Web.Charsets;

namespace Thresher.Tests.Unit.Web.Charsets;

/// <summary>Legacy encodings decode as in browsers: the digests are of what Chromium 156 makes of the same sequences.</summary>
public sealed class LegacyEncodingTests
{
    // All single bytes from 0x80 on; where there are sequences of two, all of them behind 0x30 too; of EUC-JP those of three.
    [Theory]
    [InlineData("ibm866", "9ae242b38002f83e")]
    [InlineData("iso-8859-2", "cf9a897221380568")]
    [InlineData("iso-8859-3", "d3985e6f45f20b3c")]
    [InlineData("iso-8859-4", "75f790ab21a6de09")]
    [InlineData("iso-8859-5", "1607514ffd254ef4")]
    [InlineData("iso-8859-6", "d21ce294613d7959")]
    [InlineData("iso-8859-7", "832af0826dc942c6")]
    [InlineData("iso-8859-8", "21b31b8733111357")]
    [InlineData("iso-8859-8-i", "21b31b8733111357")]
    [InlineData("iso-8859-10", "26c81dd2d0f30617")]
    [InlineData("iso-8859-13", "fa17cfd77163fc55")]
    [InlineData("iso-8859-14", "8f12e889af183d2b")]
    [InlineData("iso-8859-15", "d65ca78bbf44d3ea")]
    [InlineData("iso-8859-16", "1cd275377d996180")]
    [InlineData("koi8-r", "0df34d80fc246f03")]
    [InlineData("koi8-u", "6fff5e52060b9273")]
    [InlineData("macintosh", "2bd4d99a570a20eb")]
    [InlineData("windows-874", "645e0a62244740e5")]
    [InlineData("windows-1250", "ed9b3c0de7f33103")]
    [InlineData("windows-1251", "f34bdc8b80b348ef")]
    [InlineData("windows-1252", "07f8e96f958af9d8")]
    [InlineData("windows-1253", "1a8dcc0c630f9df3")]
    [InlineData("windows-1254", "3e05a42e4dec051a")]
    [InlineData("windows-1255", "a2bb80b6d3c0689c")]
    [InlineData("windows-1256", "9f80973c68b7690e")]
    [InlineData("windows-1257", "1db94752c6f82329")]
    [InlineData("windows-1258", "6704a6ef2dafe1e5")]
    [InlineData("x-mac-cyrillic", "0866b446b61be9c8")]
    [InlineData("x-user-defined", "255026c97d2a3ce4")]
    [InlineData("gbk", "882e689cdb200aa6")]
    [InlineData("gb18030", "882e689cdb200aa6")]
    [InlineData("big5", "e719bdf72d4b41c7")]
    [InlineData("euc-jp", "726e9df607d5593b")]
    [InlineData("shift_jis", "b73bc4ff197b107b")]
    [InlineData("euc-kr", "b2cdf50a781f8e65")]
    public void Decode_EverySequence_IsAsInBrowsers(string name, string digest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var encoding = CharsetLabels.EncodingOf(name);
        foreach (var sequence in Singles().Concat(name is "gbk" or "gb18030" or "big5" or "euc-jp" or "shift_jis" or "euc-kr" ? Doubles() : []).Concat(name == "euc-jp" ? Triples() : []))
        {
            hash.AppendData(Encoding.Unicode.GetBytes(encoding.GetString(sequence) + "\n"));
        }

        Assert.Equal(digest, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void Decode_EveryFourBytesOfGb18030_IsAsInBrowsers()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var encoding = CharsetLabels.EncodingOf("gb18030");
        for (var i = 0; i < 4 * 12_600; i++)
        {
            byte[] sequence = [(byte)(0x81 + (i / 12_600)), (byte)(0x30 + (i / 1_260 % 10)), (byte)(0x81 + (i / 10 % 126)), (byte)(0x30 + (i % 10))];
            hash.AppendData(Encoding.Unicode.GetBytes(encoding.GetString(sequence) + "\n"));
        }

        Assert.Equal("f705af74a98754b2", Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [Theory]
    [InlineData("gb18030", "9034C338", "\U0001164C")]
    [InlineData("gb18030", "E3329A35", "\U0010FFFF")]
    [InlineData("gb18030", "E3329A36", "\uFFFD")]
    [InlineData("gb18030", "81303C", "\uFFFD0<")]
    [InlineData("gb18030", "8130813C", "\uFFFD0\uFFFD<")]
    [InlineData("gb18030", "813081", "\uFFFD")]
    [InlineData("gbk", "80", "\u20AC")]
    [InlineData("gbk", "D622", "\uFFFD\"")]
    [InlineData("big5", "8862", "\u00CA\u0304")]
    [InlineData("big5", "8745", "\U00027267")]
    [InlineData("euc-kr", "B03E", "\uFFFD>")]
    [InlineData("shift_jis", "8122", "\uFFFD\"")]
    [InlineData("shift_jis", "81", "\uFFFD")]
    [InlineData("euc-jp", "8FB0A1", "\u4E02")]
    [InlineData("euc-jp", "8FB03E", "\uFFFD>")]
    [InlineData("euc-jp", "8F3E", "\uFFFD>")]
    public void Decode_Sequence_InPiecesAsWhole(string name, string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(expected, CharsetLabels.EncodingOf(name).GetString(bytes));
        var decoder = CharsetLabels.EncodingOf(name).GetDecoder();
        var text = new StringBuilder();
        Span<char> characters = stackalloc char[16];
        for (var i = 0; i < bytes.Length; i++)
        {
            text.Append(characters[..decoder.GetChars(bytes.AsSpan(i, 1), characters, flush: i + 1 == bytes.Length)]);
        }

        Assert.Equal(expected, text.ToString());
    }

    private static IEnumerable<byte[]> Singles() => Enumerable.Range(0x80, 0x80).Select(b => new[] { (byte)b });

    private static IEnumerable<byte[]> Doubles() =>
        from first in Enumerable.Range(0x80, 0x80) from second in Enumerable.Range(0x30, 0xD0) select new[] { (byte)first, (byte)second };

    private static IEnumerable<byte[]> Triples() =>
        from second in Enumerable.Range(0xA1, 94) from third in Enumerable.Range(0xA1, 94) select new byte[] { 0x8F, (byte)second, (byte)third };
}

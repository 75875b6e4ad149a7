using System.Text;
using CsCheck;
using Thresher.Grains.Fetching;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class ResponseHeadTests
{
    private const string Status = "HTTP/1.1 200 OK\r\n";
    private const string Type = "Content-Type: text/html\r\n\r\n";

    public static TheoryData<string, string> Odd => new()
    {
        { "Content Security Policy: default-src 'self'", "" },
        { "PHP Warning:  module 'zeta' is already loaded in Unknown on line 0", "" },
        { "Secured by Example Shield", "" },
        { ": what is this", "" },
        { "X-Gr\u00f6\u00dfe: 7", "" },
        { "X-Nul: a\0b", "" },
        { "<html>", "" },
        { "No Name: a\r\n folded: too", "" },
        { " leading: blank", "" },
        { "X-Powered-By : example/1", "X-Powered-By: example/1\r\n" },
        { "Set-Cookie: k=aGVs\r\n\tbG8; path=/", "Set-Cookie: k=aGVs bG8; path=/\r\n" },
        { "X-Cr: a\rb", "X-Cr: a b\r\n" },
        { "X-High: \u00e9\u00ff", "X-High: \u00e9\u00ff\r\n" },
        { "X-Empty:", "X-Empty: \r\n" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Repair_OddLine_CostsThatLineAlone(string line, string expected) =>
        Assert.Equal($"{Status}{expected}{Type}", Repair($"{Status}{line}\r\n{Type}"));

    [Theory]
    [InlineData("HTTP/1.1 200", "HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1  200  OK", "HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 200OK", "HTTP/1.1 200 OK")]
    [InlineData("http/1.1 404 gone", "HTTP/1.1 404 gone")]
    [InlineData("HTTP/2 200 OK", "HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.0 301 Moved", "HTTP/1.0 301 Moved")]
    [InlineData("HTTP/0.9 200 OK", "HTTP/1.0 200 OK")]
    [InlineData("ICY 200 OK", "HTTP/1.0 200 OK")]
    [InlineData("HTTP/1.1 OK", "HTTP/1.1 200 OK")]
    [InlineData("  HTTP/1.1 200 OK", "HTTP/1.1 200 OK")]
    [InlineData("abcdHTTP/1.0 404 Gone", "HTTP/1.0 404 Gone")]
    [InlineData("\r\n\r\nHTTP/1.1 503 Busy", "HTTP/1.1 503 Busy")]
    public void Repair_OddStatusLine_IsWrittenAsTheStandardHasIt(string line, string expected) =>
        Assert.Equal($"{expected}\r\n{Type}", Repair($"{line}\r\n{Type}"));

    [Theory]
    [InlineData("<!DOCTYPE html>\r\n\r\n")]
    [InlineData("SSH-2.0-x\r\n\r\n")]
    [InlineData("abcdeHTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 99999999999 OK\r\n\r\n")]
    public void Repair_NoResponse_IsLeftForTheReaderToRefuse(string head) => Assert.Equal(head, Repair(head));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\nA: b\n\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nA: \u00e9\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\r\nA: b\r\r\n\r\r\n", false)]
    public void IsSound_Head_SparesTheRepair(string head, bool expected) =>
        Assert.Equal(expected, ResponseHead.IsSound(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void Repair_AnyHead_IsSoundAndKeepsTheFieldsThatWereSound() => Gen.String[Gen.Char["a: \t\r\n\0-\u00e9"], 0, 40].Sample(odd =>
    {
        var head = Encoding.Latin1.GetBytes($"{Status}X-Before: 1\r\n{odd.Replace("\n\r\n", "\n").Replace("\n\n", "\n")}\r\n{Type}");
        var line = 0;
        var length = ResponseHead.LengthIn(head, ref line);
        Assert.True(length > 0);
        var repaired = ResponseHead.Repair(head.AsSpan(0, length));
        Assert.True(ResponseHead.IsSound(repaired), Encoding.Latin1.GetString(repaired));
        Assert.StartsWith($"{Status}X-Before: 1", Encoding.Latin1.GetString(repaired), StringComparison.Ordinal);
    });

    [Fact]
    public void LengthIn_HeadInPieces_IsFoundAsInOne()
    {
        var head = Encoding.Latin1.GetBytes($"\r\n{Status}A: b\r\n{Type}the body");
        var whole = 0;
        var length = ResponseHead.LengthIn(head, ref whole);
        Assert.Equal(head.Length - "the body".Length, length);
        var line = 0;
        for (var came = 0; came < length; came++)
        {
            Assert.Equal(-1, ResponseHead.LengthIn(head.AsSpan(0, came), ref line));
        }

        Assert.Equal(length, ResponseHead.LengthIn(head, ref line));
    }

    private static string Repair(string head) => Encoding.Latin1.GetString(ResponseHead.Repair(Encoding.Latin1.GetBytes(head)));
}

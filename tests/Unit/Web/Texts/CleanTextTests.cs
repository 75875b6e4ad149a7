using Thresher.Web.Texts;

namespace Thresher.Tests.Unit.Web.Texts;

/// <summary>Nothing that a page says is obeyed by a terminal.</summary>
public sealed class CleanTextTests
{
    [Theory]
    [InlineData("\u001b[2J\u001b]0;owned\u0007", "\uFFFD[2J\uFFFD]0;owned\uFFFD")]
    [InlineData("a\rb\nc\td", "a\uFFFDb\uFFFDc\uFFFDd")]
    [InlineData("\u009b31m\u0085\u007f\0", "\uFFFD31m\uFFFD\uFFFD\uFFFD")]
    [InlineData("user\u202Egnp.exe\u2066x\u2069\u200F", "user\uFFFDgnp.exe\uFFFDx\uFFFD\uFFFD")]
    [InlineData("a\u2028b\u2029", "a\uFFFDb\uFFFD")]
    public void Of_WhatIsObeyed_IsReplaced(string text, string expected) => Assert.Equal(expected, CleanText.Of(text));

    // No attribute can hold them: attributes are UTF-8.
    [Fact]
    public void Of_HalvesOfCharacters_AreReplaced() => Assert.Equal("\uFFFDx\uFFFD", CleanText.Of("\uD800x\uDC00"));

    [Theory]
    [InlineData("plain, ünïcödé, 漢字, עברית, 👩‍🚀")]
    [InlineData("")]
    public void Of_WhatIsShown_StaysTheSameInstance(string text) => Assert.Same(text, CleanText.Of(text));

    [Fact]
    public void Of_SeveralLines_KeepsLinesWhereAsked() => Assert.Equal("a\n\tb\uFFFDc", CleanText.Of("a\n\tb\rc", keepsLines: true));

    [Fact]
    public async Task Writer_EveryWayToWrite_IsClean()
    {
        const string Dirty = "\u001b[31mx\n";
        var written = new StringWriter { NewLine = "\n" };
        await using var clean = new CleanWriter(written);
        clean.Write(Dirty);
        clean.Write(Dirty.ToCharArray());
        clean.Write(Dirty.AsSpan());
        clean.Write('\u001b');
        clean.WriteLine(Dirty);
        clean.WriteLine(Dirty.ToCharArray());
        clean.WriteLine("{0}", Dirty);
        clean.Write((object)Dirty);
        await clean.WriteAsync(Dirty);
        await clean.WriteAsync(Dirty.AsMemory(), TestContext.Current.CancellationToken);
        await clean.WriteAsync('\u001b');
        await clean.WriteLineAsync(Dirty);
        await clean.WriteLineAsync(Dirty.AsMemory(), TestContext.Current.CancellationToken);
        await clean.FlushAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain('\u001b', written.ToString());
        Assert.Equal(11, written.ToString().Split('x').Length - 1);
    }
}

using System.Text;
using System.Text.Json;
using Thresher.Grains.Contracts;
using Thresher.Grains.States;

namespace Thresher.Tests.Unit.Grains.States;

public sealed class StateJsonTests
{
    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var written = new Remembered { NotBefore = 7, Files = { ["https"] = new RememberedFile { Body = [1, 2, 255], Access = 2 } } };

        var read = StateJson.Read<Remembered>(StateJson.Write(written));

        Assert.Equal(7, read.NotBefore);
        Assert.Equal([1, 2, 255], read.Files["https"].Body);
        Assert.Equal(2, read.Files["https"].Access);
    }

    [Fact]
    public void Write_NamesNoTypeOfTheProgram()
    {
        var json = Encoding.UTF8.GetString(StateJson.Write(new Remembered { Files = { ["http"] = new RememberedFile() } }));

        Assert.DoesNotContain("$", json);
        Assert.DoesNotContain(nameof(RememberedFile), json);
    }

    /// <summary>A silo of an earlier version reads what a newer one wrote: the hold stays in force, and all else is as it was.</summary>
    [Fact]
    public void Read_HoldOfANewerVersion_StaysAHold()
    {
        var read = StateJson.Read<DomainState>("""{"Closings":2,"Holds":{"RetryAfter":5,"MoonPhase":9,"Tides":7}}"""u8.ToArray());

        Assert.Equal(2, read.Closings);
        Assert.Equal(new Dictionary<HoldReason, long> { [HoldReason.RetryAfter] = 5, [HoldReason.Unknown] = 9 }, read.Holds);
        Assert.Contains("\"Unknown\":9", Encoding.UTF8.GetString(StateJson.Write(read)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Holds_AreReadBack()
    {
        var written = new DomainState();
        foreach (var reason in Enum.GetValues<HoldReason>())
        {
            written.Holds[reason] = (long)reason + 1;
        }

        Assert.Equal(written.Holds, StateJson.Read<DomainState>(StateJson.Write(written)).Holds);
    }

    [Fact]
    public void Read_OldForm_ResolvesReferencesAndLists()
    {
        var read = StateJson.Read<Remembered>(
            """
            {"$id":"1","$type":"Gone.Type, Gone","NotBefore":3,
             "Names":{"$id":"9","$type":"System.Collections.Generic.List`1[[System.String]]","$values":["a","b"]},
             "Files":{"$id":"2","$type":"Dictionary","http":{"$id":"3","Body":{"$type":"System.Byte[]","$value":"AQI="}},"https":{"$ref":"3"}}}
            """u8.ToArray());

        Assert.Equal(3, read.NotBefore);
        Assert.Equal(["a", "b"], read.Names);
        Assert.Equal([1, 2], read.Files["http"].Body);
        Assert.Equal([1, 2], read.Files["https"].Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"NotBefore":"soon"}""")]
    [InlineData("""{"NotBefore":3,"Fil""")]
    [InlineData("""{"Files":{"http":{"Body":"%%%"}}}""")]
    [InlineData("""{"$id":"1","$type":"Gone.Type, Gone","NotBef""")]
    [InlineData("""{"$id":"1","NotBefore":{"$value":"soon"}}""")]
    [InlineData("""{"$id":"1","Files":{"$ref":"7"}}""")]
    [InlineData("""{"$id":"1","NotBefore":1,"NotBefore":2}""")]
    [InlineData("""{"$id":1,"Files":{"$ref":[]}}""")]
    [InlineData("""{"$id":"1","Files":{"http":{"$id":"2","Body":{"$type":"System.Byte[]","$value":"%%%"}}}}""")]
    public void Read_WhatIsNoState_IsToldAsOneKindOfFailure(string json) =>
        Assert.ThrowsAny<JsonException>(() => StateJson.Read<Remembered>(Encoding.UTF8.GetBytes(json)));
}

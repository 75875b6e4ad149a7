using Thresher.Extraction.Rules;

namespace Thresher.Tests.Unit.Extraction.Rules;

public sealed class PipeTests
{
    public static TheoryData<string> Names => [.. Pipe.All.Select(pipe => pipe.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Pipe_ItsExample_DoesWhatItSays(string name)
    {
        var pipe = Pipe.All.Single(pipe => pipe.Name == name);

        Assert.StartsWith(pipe.Argument is null ? name : $"{name}:", pipe.Example.Text, StringComparison.Ordinal);
        Assert.NotEqual(pipe.Example.Before, pipe.Example.After);
        Assert.Equal(pipe.Example.After, Pipe.Parse(pipe.Example.Text)(pipe.Example.Before));
    }

    [Theory]
    [InlineData("shout")]
    [InlineData("Lower")]
    [InlineData("lower:")]
    [InlineData("lower\n")]
    [InlineData("split")]
    [InlineData("split:")]
    [InlineData("join")]
    [InlineData("replace:a")]
    [InlineData("replace:=>b")]
    [InlineData("replace:=>b=>c")]
    [InlineData("")]
    public void Parse_NoPipe_NamesAllThereAre(string text)
    {
        var failure = Assert.Throws<FormatException>(() => Pipe.Parse(text));
        Assert.Equal($"\"{text}\" is not a pipe: use {Pipe.Known}", failure.Message);
        Assert.StartsWith("lower, upper, split:SEPARATOR", Pipe.Known, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("split:\n", "a\nb", "a,b")]
    [InlineData("join:", "a", "a")]
    [InlineData("replace:a=>", "banana", "bnn")]
    [InlineData("replace:a=>=>", "ba", "b=>")]
    public void Parse_UnusualArgument_IsTakenAsWritten(string text, string before, string after) =>
        Assert.Equal(after.Split(','), Pipe.Parse(text)([before]));
}

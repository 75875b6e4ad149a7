using System.Numerics;
using CsCheck;
using Thresher.Grains.Seeding;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Grains.Seeding;

public sealed class UrlTemplateTests
{
    [Theory]
    [InlineData("https://h/", "https://h/")]
    [InlineData("", "")]
    [InlineData("a{0..3}", "a0 a1 a2 a3")]
    [InlineData("{3..0}", "3 2 1 0")]
    [InlineData("{5..5}", "5")]
    [InlineData("{0..10..5}", "0 5 10")]
    [InlineData("{0..9..4}", "0 4 8")]
    [InlineData("{9..0..4}", "9 5 1")]
    [InlineData("{0..5..100}", "0")]
    [InlineData("{08..11}", "08 09 10 11")]
    [InlineData("{8..011}", "008 009 010 011")]
    [InlineData("{98..101}", "98 99 100 101")]
    [InlineData("{000..100..50}", "000 050 100")]
    [InlineData("{a,b,c}", "a b c")]
    [InlineData("x{a,}y", "xay xy")]
    [InlineData("{1,1}", "1 1")]
    [InlineData("{a,b}{1..2}-{x,y}", "a1-x a1-y a2-x a2-y b1-x b1-y b2-x b2-y")]
    [InlineData("{{0..1}}", "{0..1}")]
    [InlineData("{{{0..1}}}", "{0} {1}")]
    [InlineData("a}}b{{", "a}b{")]
    [InlineData("{18446744073709551614..18446744073709551615}", "18446744073709551614 18446744073709551615")]
    public void Enumerate_Template_IsTheseUrls(string template, string urls)
    {
        var parsed = UrlTemplate.Parse(template);
        Assert.Equal(urls.Split(' '), parsed.Enumerate());
        Assert.Equal(urls.Split(' ').Length, parsed.Count);
    }

    [Theory]
    [InlineData("a{0..9", "template character 2: this \"{\" is never closed; write \"{{\" for a literal brace")]
    [InlineData("a}b", "template character 2: this \"}\" closes no group; write \"}}\" for a literal brace")]
    [InlineData("{0..9}}", "template character 7: this \"}\" closes no group; write \"}}\" for a literal brace")]
    [InlineData("{a,{b,c}}", "template character 4: a group must not contain braces")]
    [InlineData("xy{}", "template character 3: a group is a range such as {0..99}, {000..999} or {0..100..10}, or a list such as {a,b}")]
    [InlineData("{a}", "template character 1: a group is a range such as {0..99}, {000..999} or {0..100..10}, or a list such as {a,b}")]
    [InlineData("{1..2..3..4}", "template character 1: a group is a range such as {0..99}, {000..999} or {0..100..10}, or a list such as {a,b}")]
    [InlineData("{0..9..0}", "template character 1: the step must be 1 or more")]
    [InlineData("{0..x}", "template character 1: \"x\" is not a whole number from 0 to 18446744073709551615")]
    [InlineData("{-1..5}", "template character 1: \"-1\" is not a whole number from 0 to 18446744073709551615")]
    [InlineData("{0..18446744073709551616}", "template character 1: \"18446744073709551616\" is not a whole number from 0 to 18446744073709551615")]
    [InlineData("{..}", "template character 1: \"\" is not a whole number from 0 to 18446744073709551615")]
    [InlineData("{1,3..5}", "template character 1: a list must not contain ranges, and this one has \"3..5\"")]
    public void Parse_NoTemplate_NamesThePosition(string template, string message) =>
        Assert.Equal(message, Assert.Throws<JobException>(() => UrlTemplate.Parse(template)).Message);

    [Fact]
    public void Count_BeyondEveryInteger_IsExactAndCostsNothing()
    {
        var template = UrlTemplate.Parse(string.Concat(Enumerable.Repeat("{0..18446744073709551615}", 5)));
        Assert.Equal(BigInteger.Pow(2, 320), template.Count);
        var last = template[template.Count - 1];
        Assert.Equal(string.Concat(Enumerable.Repeat("18446744073709551615", 5)), last);
        Assert.Equal([last], template.Enumerate(template.Count - 1));
    }

    [Fact]
    public void Enumerate_FromTheNth_GoesOnThere() =>
        Gen.Select(Gen.ULong[0, 30], Gen.ULong[0, 30], Gen.ULong[1, 7], Gen.Int[0, 200]).Sample((first, last, step, from) =>
        {
            var template = UrlTemplate.Parse($"{{{first}..{last}..{step}}}/{{a,b}}/{{07..9}}");
            var all = template.Enumerate().ToList();
            return template.Count == all.Count
                && template.Enumerate(from).SequenceEqual(all.Skip(from))
                && all.Select((url, number) => template[number] == url).All(same => same);
        });

    [Fact]
    public void Enumerate_OutOfRange_IsEmptyOrRefused()
    {
        var template = UrlTemplate.Parse("{0..9}");
        Assert.Empty(template.Enumerate(10));
        Assert.Empty(template.Enumerate(BigInteger.Pow(10, 30)));
        Assert.Throws<ArgumentOutOfRangeException>(() => template.Enumerate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => template[10]);
    }

    [Fact]
    public void Parse_AnyText_IsATemplateOrOneLineOfError() =>
        Gen.String[Gen.Char["{}.,019a/"], 0, 20].Sample(text =>
        {
            try
            {
                var template = UrlTemplate.Parse(text);
                return template.Count >= 1 && template[0] == template.Enumerate().First();
            }
            catch (JobException wrong)
            {
                return wrong.Message.StartsWith("template character ", StringComparison.Ordinal);
            }
        });
}

using Thresher.Client.CommandLine;
using Thresher.Client.Commands;
using Thresher.Grains.Control;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Client;

/// <summary>Jobs in YAML are read by the reader of JSON, which names the lines of the YAML.</summary>
public sealed class YamlJobTests
{
    [Fact]
    public void Read_EveryKindOfValue_IsTheJobOfItsJson()
    {
        const string Yaml = """
            # A shop.
            name: shop
            seeds: [https://h/]
            scope:
              mode: domain
              exclude:
                - '[?&]print='
                - "a\tb"
            limits: {maxPages: 1_0x, maxDepth: 3}
            politeness:
              delay: 500ms
              robots: false
            hosts:
              slow.example.org:
                delay: 10s
            extract:
              - name: price
                url: |-
                  /item/
                fields:
                  price: {css: .price, type: decimal, required: true}
                  note: {value: "12"}
            """;
        const string Json = """
            {"name": "shop", "seeds": ["https://h/"], "scope": {"mode": "domain", "exclude": ["[?&]print=", "a\tb"]},
             "limits": {"maxPages": 10, "maxDepth": 3}, "politeness": {"delay": "500ms", "robots": false},
             "hosts": {"slow.example.org": {"delay": "10s"}},
             "extract": [{"name": "price", "url": "/item/", "fields": {"price": {"css": ".price", "type": "decimal", "required": true}, "note": {"value": "12"}}}]}
            """;
        Assert.Equal(CrawlJob.Parse(Json).ToJson(), Read(Yaml.Replace("1_0x", "10", StringComparison.Ordinal)).ToJson());
    }

    [Theory]
    [InlineData("seeds: [http://h/]\nlimits:\n  maxPages: many\n", "job.yaml line 3 at limits.maxPages: a whole number is wanted")]
    [InlineData("seeds:\n  - http://h/\nlimit: {}\n", "job.yaml line 3 at limit: unknown field \"limit\"")]
    [InlineData("limits:\n\n  maxPages: -1\n", "job.yaml line 3 at limits.maxPages: ")]
    [InlineData("politeness:\n  delay: 1s\n  delay: 2s\n", "job.yaml line 3")]
    [InlineData("name: a\nseeds:\n", "job.yaml line 2 at seeds: must not be null")]
    [InlineData("name: a\nseeds: &s [http://h/]\nextractors: *s\n", "job.yaml line 3: *s is an alias: write its value out")]
    [InlineData("name: a\nseeds: [http://h/\n", "job.yaml line ")]
    [InlineData("name: a\n---\nname: b\n", "job.yaml line 2: a second document begins")]
    [InlineData("name: a\n? [x]\n: y\n", "job.yaml line 2: a field's name is wanted")]
    [InlineData("- a\n", "job.yaml line 1: ")]
    public void Read_WrongFile_NamesTheLineOfTheYaml(string yaml, string message) =>
        Assert.StartsWith(message, Assert.Throws<JobException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("007", "7")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("~", "null")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("TRUE", "true")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("e", "\"e\"")]
    public void ToJson_Scalars_FollowTheCoreSchema(string scalar, string json) =>
        Assert.Equal($"{{\"a\":{json}}}", YamlJob.ToJson($"a: {scalar}", "job.yaml").TrimEnd('\n'));

    [Fact]
    public void Templates_OfBothForms_AreTheSameJob() => Assert.Equal(
        CrawlJob.Parse(InitCommand.Template("https://h/a?b=1")).ToJson(), Read(InitCommand.YamlTemplate("https://h/a?b=1")).ToJson());

    [Fact]
    public void ToJson_NestedWithoutEnd_IsRefused() =>
        Assert.Contains("nested too deep", Assert.Throws<JobException>(() => YamlJob.ToJson(new string('[', 5_000), "job.yaml")).Message, StringComparison.Ordinal);

    private static CrawlJob Read(string yaml) => JobFile.Read(YamlJob.ToJson(yaml, "job.yaml"), "job.yaml");
}

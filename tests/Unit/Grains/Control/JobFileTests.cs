using Thresher.Extraction.Rules;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Tests.Unit.Grains.Control;

public sealed class JobFileTests
{
    [Theory]
    [InlineData("{\"sed\": []}", "job.json line 1 at sed: unknown field \"sed\"")]
    [InlineData("{\n  \"politeness\": {\n    \"robots\": true,\n    \"dely\": \"1s\"\n  }\n}", "job.json line 4 at politeness.dely: unknown field \"dely\"")]
    [InlineData("{\n\"limits\": {\n\"MaxPages\": 5}}", "job.json line 3 at limits.MaxPages: unknown field \"MaxPages\"")]
    [InlineData("{\n\"hosts\": {\n\"a.example\": {\n\"robots\": false}}}", "job.json line 4 at hosts['a.example'].robots: unknown field \"robots\"")]
    [InlineData("{\"name\": \"a\",\n\"name\": \"b\"}", "job.json line 2 at name: the field is there twice")]
    public void Read_FieldUnknownOrTwice_IsNamed(string json, string message) => Refuses(json, message);

    [Theory]
    [InlineData("{\n  \"politeness\": {\n\n    \"delay\": \"soon\"\n}}", "job.json line 4 at politeness.delay: a duration is wanted, such as \"250ms\", \"1s\" or \"5m\"")]
    [InlineData("{\"politeness\": {\"delay\": 1}}", "job.json line 1 at politeness.delay: a duration is wanted, such as \"250ms\", \"1s\" or \"5m\"")]
    [InlineData("{\"limits\": {\"totalTimeout\": null}}", "job.json line 1 at limits.totalTimeout: a duration is wanted, such as \"250ms\", \"1s\" or \"5m\"")]
    [InlineData("{\"hosts\": {\"a.example\": {\"delay\": true}}}", "job.json line 1 at hosts['a.example'].delay: a duration is wanted, such as \"250ms\", \"1s\" or \"5m\"")]
    [InlineData("{\"politeness\": {\"robots\": \"yes\"}}", "job.json line 1 at politeness.robots: true or false is wanted")]
    [InlineData("{\"politeness\": {\"concurrency\": \"2\"}}", "job.json line 1 at politeness.concurrency: a whole number is wanted")]
    [InlineData("{\"limits\": {\"maxPages\": 1.5}}", "job.json line 1 at limits.maxPages: a whole number is wanted")]
    [InlineData("{\"limits\": {\"maxDepth\": 3000000000}}", "job.json line 1 at limits.maxDepth: a whole number is wanted")]
    [InlineData("{\"limits\": {\"maxDepth\": null}}", "job.json line 1 at limits.maxDepth: a whole number is wanted")]
    [InlineData("{\"limits\": []}", "job.json line 1 at limits: an object is wanted")]
    [InlineData("{\"seeds\": \"https://a.example/\"}", "job.json line 1 at seeds: a list of strings is wanted")]
    [InlineData("{\"seeds\": [1]}", "job.json line 1 at seeds[0]: a string is wanted")]
    [InlineData("{\"ports\": [\"80\"]}", "job.json line 1 at ports[0]: a whole number is wanted")]
    [InlineData("{\"ports\": 80}", "job.json line 1 at ports: a list of whole numbers is wanted")]
    [InlineData("{\"hosts\": []}", "job.json line 1 at hosts: an object is wanted")]
    [InlineData("{\"scope\": {\"mode\": \"site\"}}", "job.json line 1 at scope.mode: one of host, domain, prefix, any is wanted")]
    [InlineData("{\"scope\": {\"mode\": 1}}", "job.json line 1 at scope.mode: one of host, domain, prefix, any is wanted")]
    [InlineData("{\"scope\": null}", "job.json line 1 at scope: must not be null: leave the field out for its default")]
    [InlineData("{\"seeds\": null}", "job.json line 1 at seeds: must not be null: leave the field out for its default")]
    public void Read_ValueOfAnotherType_SaysWhatIsWanted(string json, string message) => Refuses(json, message);

    [Theory]
    [InlineData("{\n\"extract\": [\n{\"fields\": {}}]}", "job.json line 3 at extract[0]: the field \"name\" is missing")]
    [InlineData("{\"extract\": {}}", "job.json line 1 at extract: a list of rules is wanted")]
    [InlineData("{\"keep\": [\"pdf\"]}", "job.json line 1 at keep[0]: one of markdown is wanted")]
    [InlineData("{\"extract\": [{\"name\": \"a\", \"fields\": {\n\"t\": {\"css\": \"h1\", \"type\": \"money\"}}}]}", "job.json line 2 at extract[0].fields.t.type: one of text, integer, decimal, boolean, date, url is wanted")]
    public void Read_RuleOfAnotherForm_SaysWhatIsWanted(string json, string message) => Refuses(json, message);

    [Theory]
    [InlineData("\"css\": \"a[\"", "t.css: \"a[\" is not a CSS selector")]
    [InlineData("\"css\": \"> a\"", "t.css: \"> a\" is not a CSS selector")]
    [InlineData("\"json\": \"a.b\"", "t.json: a JSON Pointer begins with '/', a JSONPath with '$.' or '$['")]
    [InlineData("\"json\": \"$.a[\"", "t.json: Path ended with open indexer")]
    [InlineData("\"css\": \"a\", \"value\": \"b\"", "t: has two sources, css and value: keep one")]
    [InlineData("\"type\": \"integer\"", "t: has no source: give one of css, xpath, json, jsonLd, microdata, openGraph, from, value or regex")]
    [InlineData("\"css\": \"a\", \"regex\": \"(\"", "t.regex: \"(\" is not a usable regular expression: Invalid pattern '(' at offset 1. Not enough )'s.")]
    [InlineData("\"css\": \"a\", \"locale\": \"xx-Nowhere-1\"", "t.locale: \"xx-Nowhere-1\" is not a culture: write one such as \"de-DE\"")]
    [InlineData("\"css\": \"a\", \"format\": \"yyyy\"", "t.format: is for dates: add \"type\": \"date\"")]
    [InlineData("\"css\": \"a\", \"type\": \"integer\", \"default\": \"none\"", "t.default: \"none\" is not a whole number")]
    [InlineData("\"jsonLd\": \"Product..name\"", "t.jsonLd: must be a type and properties, such as Product.offers.price")]
    public void Read_WrongField_IsNamedWithItsLine(string field, string message) =>
        Refuses($"{{\"extract\": [{{\"name\": \"a\", \"fields\": {{\"t\": {{{field}}}}}}}]}}", $"job.json line 1 at extract[0].fields.{message}");

    [Theory]
    [InlineData("{\"extract\": [{\"name\": \"a\", \"each\": \"p[\", \"fields\": {\"t\": {\"css\": \"a\"}}}]}", "extract[0].each: \"p[\" is not a CSS selector")]
    [InlineData("{\"extract\": [{\"name\": \"a\", \"each\": \"p\", \"fields\": {\"t\": {\"json\": \"/a\"}}}]}", "extract[0].each: must be a JSONPath, since fields of the rule read JSON")]
    [InlineData("{\"extract\": [{\"name\": \"a\", \"each\": \"$.a\", \"fields\": {\"t\": {\"css\": \"a\"}}}]}", "extract[0].fields.t.css: reads HTML, but the rule reads JSON")]
    [InlineData("{\"extract\": [{\"name\": \"a\", \"fields\": {}}]}", "extract[0].fields: must hold at least one field")]
    [InlineData("{\"extract\": [{\"name\": \"a\", \"fields\": {\"t\": {\"css\": \"a\"}}}, {\"name\": \"a\", \"fields\": {\"t\": {\"css\": \"a\"}}}]}", "extract[1].name: \"a\" is the name of an earlier rule")]
    [InlineData("{\"follow\": [{\"css\": \"a(\"}]}", "follow[0].css: \"a(\" is not a CSS selector")]
    [InlineData("{\"follow\": [{\"css\": \"a\", \"json\": \"$.a\"}]}", "follow[0]: has two sources, css and json: keep one")]
    [InlineData("{\"follow\": [{\"url\": \"(\"}]}", "follow[0].url: \"(\" is not a usable regular expression: Invalid pattern '(' at offset 1. Not enough )'s.")]
    public void Read_WrongRule_IsNamedWithItsLine(string json, string message) => Refuses(json, $"job.json line 1 at {message}");

    [Theory]
    [InlineData("{\"name\": \"-a\"}", "job.json line 1 at name: \"-a\" is not a crawl name: use letters, digits, '.', '-', '_' and ':', at most 100, a letter or digit first")]
    [InlineData("{\"name\": \"a b\"}", "job.json line 1 at name: \"a b\" is not a crawl name: use letters, digits, '.', '-', '_' and ':', at most 100, a letter or digit first")]
    [InlineData("{\"userAgent\": \" \"}", "job.json line 1 at userAgent: must be printable ASCII, and not blank")]
    [InlineData("{\"userAgent\": \"a\\nb\"}", "job.json line 1 at userAgent: must be printable ASCII, and not blank")]
    [InlineData("{\n\"seeds\": [\n\"https://a.example/\",\n\"a.example\"]}", "job.json line 4 at seeds[1]: \"a.example\" is not an http or https URL, such as \"https://example.com/\"")]
    [InlineData("{\"seeds\": [\"ftp://a.example/\"]}", "job.json line 1 at seeds[0]: \"ftp://a.example/\" is not an http or https URL, such as \"https://example.com/\"")]
    [InlineData("{\"seeds\": [null]}", "job.json line 1 at seeds[0]: must not be null")]
    [InlineData("{\"trackingParameters\": [\"a\",\nnull]}", "job.json line 2 at trackingParameters[1]: must not be null")]
    [InlineData("{\"limits\": {\n\"maxPages\": 0}}", "job.json line 2 at limits.maxPages: must be 1 or more")]
    [InlineData("{\"limits\": {\"maxDepth\": -1}}", "job.json line 1 at limits.maxDepth: must be 0 or more")]
    [InlineData("{\"limits\": {\"maxBodyBytes\": 2000000000}}", "job.json line 1 at limits.maxBodyBytes: must be 1 to 1073741824")]
    [InlineData("{\"limits\": {\"retries\": -1}}", "job.json line 1 at limits.retries: must be 0 or more")]
    [InlineData("{\"limits\": {\"connectTimeout\": \"0\"}}", "job.json line 1 at limits.connectTimeout: must be more than 0 and at most 1d")]
    [InlineData("{\"limits\": {\"totalTimeout\": \"25h\"}}", "job.json line 1 at limits.totalTimeout: must be more than 0 and at most 1d")]
    [InlineData("{\"politeness\": {\"concurrency\": 0}}", "job.json line 1 at politeness.concurrency: must be 1 or more")]
    [InlineData("{\"ports\": [80, 65536]}", "job.json line 1 at ports[1]: must be 1 to 65535")]
    [InlineData("{\"hosts\": {\n\"a.example\": {\n\"concurrency\": 0}}}", "job.json line 3 at hosts['a.example'].concurrency: must be 1 or more")]
    [InlineData("{\"hosts\": {\"a.example\": null}}", "job.json line 1 at hosts['a.example']: must not be null")]
    [InlineData("{\"hosts\": {\"A.example:80\": {}}}", "job.json line 1 at hosts['A.example:80']: write it as \"a.example\"")]
    [InlineData("{\"hosts\": {\"https://a.example\": {}}}", "job.json line 1 at hosts['https://a.example']: is not a host[:port]")]
    [InlineData("{\"scope\": {\"include\": [\n\"(\"]}}", "job.json line 2 at scope.include[0]: \"(\" is not a usable regular expression: Invalid pattern '(' at offset 1. Not enough )'s.")]
    public void Read_ValueOutOfRange_IsNamedWithItsLine(string json, string message) => Refuses(json, message);

    [Theory]
    [InlineData("{\"scope\": {\"exclude\": [\"(a)\\\\1\"]}}", "job.json line 1 at scope.exclude[0]: \"(a)\\1\" is not a usable regular expression: ")]
    [InlineData("", "job.json line 1: ")]
    [InlineData("null", "job.json: the job is null")]
    [InlineData("[]", "job.json line 1: an object is wanted")]
    [InlineData("{\n\"name\": \"a\"\n\"seeds\": []}", "job.json line 3")]
    [InlineData("{\n\"name\": ", "job.json line 2")]
    public void Read_NoJob_IsOneLine(string json, string start)
    {
        var wrong = Assert.Throws<JobException>(() => JobFile.Read(json, "job.json"));
        Assert.StartsWith(start, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
        Assert.DoesNotContain("BytePosition", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Thresher", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyObject_IsAllDefaults()
    {
        var job = JobFile.Read("{}", "job.json");
        Assert.Equal(
            (null, ScopeMode.Host, 20, 2048, 20, 2),
            (job.Name, job.Scope.Mode, job.Limits.MaxDepth, job.Limits.MaxUrlLength, job.Limits.MaxPathSegments, job.Limits.MaxRepeatedSegments));
        Assert.Equal((5000, 10, 10_485_760, 3), (job.Limits.MaxLinksPerPage, job.Limits.MaxRedirects, job.Limits.MaxBodyBytes, job.Limits.Retries));
        Assert.Equal((null, 1, true, false, false), (job.Politeness.Delay, job.Politeness.Concurrency, job.Politeness.Robots, job.AllowPrivate, job.KeepBodies));
        Assert.Equal(
            (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)),
            (job.Limits.ConnectTimeout, job.Limits.FirstByteTimeout, job.Limits.TotalTimeout));
    }

    [Fact]
    public void Read_CommentsAndTrailingCommas_AreTaken()
    {
        var job = JobFile.Read("{ // why\n \"seeds\": [\"https://a.example/\",], /* and */ }", "job.json");
        Assert.Equal(["https://a.example/"], job.Seeds);
    }

    [Fact]
    public void Read_UnknownPipe_NamesThoseThereAre() => Refuses(
        "{\"extract\": [{\"name\": \"a\", \"fields\": {\"t\": {\"css\": \"a\", \"pipes\": [\"lower\", \"shout\"]}}}]}",
        $"job.json line 1 at extract[0].fields.t.pipes[1]: \"shout\" is not a pipe: use {Pipe.Known}");

    [Fact]
    public void Read_Hosts_TakesPortsAndAddresses()
    {
        var job = JobFile.Read("{\"hosts\": {\"a.example\": {}, \"a.example:80\": {}, \"a.example:8080\": {}, \"[::1]:81\": {}, \"127.0.0.1\": {}}}", "job.json");
        Assert.Equal(5, job.Hosts.Count);
    }

    [Fact]
    public void ToJson_Job_ReadsBackTheSame()
    {
        var json = JobFile.Read(File.ReadAllText(Repository.PathOf("samples", "job.json")), "job.json").ToJson();
        Assert.Equal(json, JobFile.Read(json, "stored").ToJson());
    }

    private static void Refuses(string json, string message) =>
        Assert.Equal(message, Assert.Throws<JobException>(() => JobFile.Read(json, "job.json")).Message);
}

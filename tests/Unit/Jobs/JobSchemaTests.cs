using System.Text.Json.Nodes;
using NJsonSchema;
using Thresher.Grains.Control;

namespace Thresher.Tests.Unit.Jobs;

public sealed class JobSchemaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Schema_EveryField_IsDescribed()
    {
        var bare = new List<string>();
        Visit(JsonNode.Parse(JobSchema.Write())!.AsObject(), "");
        Assert.Empty(bare);

        void Visit(JsonObject schema, string path)
        {
            foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            {
                if (field!["description"] is null)
                {
                    bare.Add($"{path}.{name}");
                }

                Visit(field.AsObject(), $"{path}.{name}");
            }

            if (schema["properties"] is not null && schema["additionalProperties"]?.ToString() != "false")
            {
                bare.Add($"{path} takes more fields");
            }
        }
    }

    [Fact]
    public async Task Sample_FitsTheSchemaAndTheReader()
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("samples", "job.json"), Cancellation);
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("docs", "job.schema.json"), Cancellation);
        Assert.Empty(schema.Validate(text).Select(error => error.ToString()));
        var job = JobFile.Read(text, "job.json");
        Assert.Equal(("shop", 2, TimeSpan.FromSeconds(2)), (job.Name, job.Hosts.Count, job.Politeness.Delay));

        // It shows every field there is.
        var shown = JsonNode.Parse(text, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!.AsObject();
        Assert.Equal(schema.Properties.Keys.Order(), shown.Select(field => field.Key).Order());
        Assert.All(
            ["limits", "politeness", "scope", "sitemaps"],
            part => Assert.Equal(schema.Properties[part].ActualTypeSchema.Properties.Keys.Order(), shown[part]!.AsObject().Select(field => field.Key).Order()));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"limits\":{\"maxPages\":null}}", true)]
    [InlineData("{\"sed\":[]}", false)]
    [InlineData("{\"limits\":{\"maxPage\":1}}", false)]
    [InlineData("{\"limits\":{\"maxPages\":0}}", false)]
    [InlineData("{\"limits\":{\"maxPages\":\"5\"}}", false)]
    [InlineData("{\"limits\":{\"maxBodyBytes\":2000000000}}", false)]
    [InlineData("{\"limits\":{\"totalTimeout\":\"5 minutes\"}}", false)]
    [InlineData("{\"limits\":{\"totalTimeout\":null}}", false)]
    [InlineData("{\"politeness\":{\"delay\":null}}", true)]
    [InlineData("{\"politeness\":{\"delay\":\"1.5s\"}}", true)]
    [InlineData("{\"scope\":{\"mode\":\"site\"}}", false)]
    [InlineData("{\"scope\":{\"mode\":\"any\"}}", true)]
    [InlineData("{\"scope\":{\"include\":[1]}}", false)]
    [InlineData("{\"seeds\":[\"a.example\"]}", false)]
    [InlineData("{\"ports\":[0]}", false)]
    [InlineData("{\"hosts\":{\"a.example\":{\"concurrency\":0}}}", false)]
    [InlineData("{\"hosts\":{\"a.example\":{\"speed\":1}}}", false)]
    [InlineData("{\"name\":\"a b\"}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\"}}}]}", true)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"from\":\"fetchedAt\",\"type\":\"date\"}}}]}", true)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\",\"type\":\"money\"}}}]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"xpath\":\"//h1\"}}}]}", true)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"xquery\":\"//h1\"}}}]}", false)]
    [InlineData("{\"follow\":[{\"xpath\":\"//a\"}]}", true)]
    [InlineData("{\"extract\":[{\"name\":\"a b\",\"fields\":{\"t\":{\"css\":\"h1\"}}}]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{}}]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\"}]}", false)]
    [InlineData("{\"extract\":[{\"fields\":{\"t\":{\"css\":\"h1\"}}}]}", false)]
    [InlineData("{\"extract\":[null]}", false)]
    [InlineData("{\"follow\":[{\"css\":\"a\",\"priority\":5,\"next\":true,\"maxDepth\":null}]}", true)]
    [InlineData("{\"follow\":[{\"priority\":1001}]}", false)]
    [InlineData("{\"follow\":[{\"maxDepth\":-1}]}", false)]
    [InlineData("{\"keep\":[\"markdown\"]}", true)]
    [InlineData("{\"keep\":[\"pdf\"]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\",\"pipes\":[\"lower\",\"split:,\",\"join:\",\"replace:a=>\"]}}}]}", true)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\",\"pipes\":[\"lower:\"]}}}]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\",\"pipes\":[\"split:\"]}}}]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\",\"pipes\":[\"replace:=>b\"]}}}]}", false)]
    [InlineData("{\"extract\":[{\"name\":\"a\",\"fields\":{\"t\":{\"css\":\"h1\",\"pipes\":[\"shout\"]}}}]}", false)]
    [InlineData("{\"sitemaps\":{\"urls\":[\"a.example/sitemap.xml\"]}}", false)]
    [InlineData("{\"extractors\":[\"a.dll\"]}", true)]
    [InlineData("{\"extractors\":[\" \"]}", false)]
    [InlineData("{\"http\":{\"headers\":{\"X-A\":\"1\"},\"acceptLanguage\":\"de\"}}", true)]
    [InlineData("{\"http\":{\"headers\":{\"X-A\":1}}}", false)]
    [InlineData("{\"http\":{\"hosts\":{\"a.example\":{\"headers\":{\"X-A\":{\"env\":\"A\"}}}}}}", true)]
    [InlineData("{\"http\":{\"hosts\":{\"a.example\":{\"headers\":{\"X-A\":{\"environment\":\"A\"}}}}}}", false)]
    [InlineData("{\"http\":{\"hosts\":{\"a.example\":{\"bearer\":\"abc\"}}}}", false)]
    [InlineData("{\"http\":{\"hosts\":{\"a.example\":{\"basic\":{\"user\":\"u\",\"password\":{\"file\":\"p.txt\"}}}}}}", true)]
    [InlineData("{\"http\":{\"hosts\":{\"a.example\":{\"basic\":{\"user\":\"u\"}}}}}", false)]
    [InlineData("{\"userAgent\":null}", true)]
    [InlineData("{\"userAgent\":\"\"}", false)]
    public async Task Schema_Job_IsJudgedAsTheReaderDoes(string json, bool fits)
    {
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("docs", "job.schema.json"), Cancellation);
        Assert.Equal(fits, schema.Validate(json).Count == 0);
        Assert.Equal(fits, Record.Exception(() => JobFile.Read(json, "job.json")) is null);
    }
}

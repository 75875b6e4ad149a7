using System.CommandLine;
using System.Text.Json;
using Thresher.Client.CommandLine;
using Thresher.Web.Urls;

namespace Thresher.Client.Commands;

/// <summary><c>thresher init</c>: writes a commented job file to begin with.</summary>
internal static class InitCommand
{
    private static readonly Argument<string> Url = new("url") { Description = "Where the crawl starts.", HelpName = "URL" };
    private static readonly Option<string> File = new("--file", "-o") { Description = "The file to write [job.json].", HelpName = "JOB.json | JOB.yaml", DefaultValueFactory = _ => "job.json" };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file if it exists." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("init", "Write a commented job file for a site, to be edited and crawled.") { Url, File, Force };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (url, path) = (parsed.GetRequiredValue(Url), parsed.GetValue(File)!);
        url = WebUrl.TryParse(url, null, out _) ? url : $"https://{url}";
        if (!WebUrl.TryParse(url, null, out var seed))
        {
            throw CommandException.Usage($"\"{url}\" is not an http or https URL");
        }

        try
        {
            using var file = new StreamWriter(new FileStream(path, parsed.GetValue(Force) ? FileMode.Create : FileMode.CreateNew, FileAccess.Write));
            file.Write(CrawlPlan.IsYaml(path) ? YamlTemplate(seed.RequestHref) : Template(seed.RequestHref));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(System.IO.File.Exists(path) && !parsed.GetValue(Force)
                ? $"{path} exists: --force replaces it, --file names another"
                : $"{path} cannot be written: {FileFailure.Reason(failure)}");
        }

        var word = ShellWord.Quote(path);
        parsed.InvocationConfiguration.Output.WriteLine(
            $"{path} is written: `thresher try {ShellWord.Quote(seed.RequestHref)} --job {word}` shows what it makes of the page, `thresher crawl {word}` crawls");
        return ExitCode.Done;
    }

    /// <summary>The job file for a seed.</summary>
    internal static string Template(string seed) => $$"""
        {
          // A crawl job. Every field but the seeds may be left out; samples/job.json shows all of them.
          "name": {{JsonSerializer.Serialize(CrawlPlan.NameOf(seed))}},
          "seeds": [{{JsonSerializer.Serialize(seed, JsonText)}}],

          // Which links belong to the crawl: those that share the host, domain or prefix of a seed, or any.
          "scope": {
            "mode": "host",
            // Regular expressions on the whole URL: one of include must match, none of exclude may.
            "include": [],
            "exclude": []
          },

          // Begin small; raise or remove it when the records are right.
          "limits": { "maxPages": 100 },

          // Default: the longer of 1s and twice the last fetch, between two requests to a host.
          "politeness": { "concurrency": 1, "robots": true },

          // The records that pages hold: edit, then look at them with `thresher try`.
          "extract": [
            {
              "name": "page",
              "fields": {
                "title": { "css": "title" },
                "heading": { "css": "h1" }
                // "price": { "css": ".price", "type": "decimal", "required": true }
              }
            }
          ]
        }

        """;

    /// <summary>The same in YAML.</summary>
    internal static string YamlTemplate(string seed) => $$"""
        # A crawl job. Every field but the seeds may be left out; docs/job.md describes all of them.
        name: {{JsonSerializer.Serialize(CrawlPlan.NameOf(seed))}}
        seeds:
          - {{JsonSerializer.Serialize(seed, JsonText)}}

        # Which links belong to the crawl: those that share the host, domain or prefix of a seed, or any.
        scope:
          mode: host
          # Regular expressions on the whole URL, in single quotes: one of include must match, none of exclude may.
          include: []
          exclude: []

        # Begin small; raise or remove it when the records are right.
        limits:
          maxPages: 100

        # Default: the longer of 1s and twice the last fetch, between two requests to a host.
        politeness:
          concurrency: 1
          robots: true

        # The records that pages hold: edit, then look at them with `thresher try`.
        extract:
          - name: page
            fields:
              title: { css: title }
              heading: { css: h1 }
              # price: { css: .price, type: decimal, required: true }

        """;

    private static readonly JsonSerializerOptions JsonText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

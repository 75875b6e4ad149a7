using Thresher.Client.CommandLine;
using Thresher.Jobs;
using Thresher.Jobs.Rules;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting;

/// <summary>The rule whose records are exported.</summary>
/// <param name="Name">Its name; null for the records of all rules.</param>
/// <param name="Fields">Its fields; null when it is not one of the job's, such as an extractor's in C#.</param>
internal sealed record ItemRule(string? Name, IReadOnlyDictionary<string, FieldRule>? Fields)
{
    /// <summary>The named rule, or the only one where one is required.</summary>
    /// <exception cref="CommandException">There is no such rule, or it has to be named.</exception>
    public static async Task<ItemRule> ChooseAsync(CrawlRecord crawl, ICrawlReader reader, ExportOptions options, CancellationToken cancellationToken)
    {
        var job = StoredJob.Read(crawl.Job);
        var made = (await reader.TotalsAsync(crawl.Id, cancellationToken)).Rules.Select(rule => rule.Rule);
        string[] names = [.. job.Extract.Select(rule => rule.Name).Union(made, StringComparer.Ordinal)];
        var name = options.Rule ?? options switch
        {
            { Format: ExportFormat.Parquet or ExportFormat.Csv } => Only(crawl, names, options.Format),
            { Fields: not null } when names is [var only] => only,
            _ => null,
        };
        return name is null || names.Contains(name) || job.Extractors.Count > 0
            ? new ItemRule(name, job.Extract.FirstOrDefault(rule => rule.Name == name)?.Fields)
            : throw CommandException.Usage(
                $"--rule: the crawl {crawl.Name} has no rule {name}: {(names.Length == 0 ? "its job extracts nothing" : $"there is {string.Join(", ", names)}")}");
    }

    private static string Only(CrawlRecord crawl, string[] names, ExportFormat format) => names switch
    {
        [var only] => only,
        [] => throw new CommandException($"the crawl {crawl.Name} has no records: its job extracts nothing"),
        _ => throw CommandException.Usage(
            $"--format {format.ToString().ToLowerInvariant()}: a file contains the records of one rule, and {crawl.Name} has {string.Join(", ", names)}: name one with --rule"),
    };
}

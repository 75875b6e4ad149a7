using Thresher.Client.CommandLine;
using Thresher.Client.Exporting;
using Thresher.Client.Exporting.Columns;
using Thresher.Extraction.Rules;
using Thresher.Grains.Contracts;
using Thresher.Jobs.Outcomes;
using Thresher.Tests.Unit.Jobs;

namespace Thresher.Tests.Unit.Documentation;

/// <summary>
/// Holds the schema and the tables in docs/ to the declarations that they are written from. After a change of a declaration
/// run this class with THRESHER_WRITE_DOCS=1 and commit what changes.
/// </summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Schema_OfTheJob_IsWrittenFromTheTypes() => Generated.AssertFile(JobSchema.Write(), "docs", "job.schema.json");

    [Fact]
    public void Fields_OfTheJob_AreListed() => Generated.AssertPart("job fields", JobTable.Write(), "docs", "job.md");

    [Fact]
    public void Pipes_AreListed() => Generated.AssertPart(
        "pipes",
        Generated.Table(["pipe", "gives", "example"], Pipe.All.Select(pipe => new[]
        {
            $"`{pipe.Usage}`", pipe.Meaning, $"`{pipe.Example.Text}`: {Quoted(pipe.Example.Before)} → {Quoted(pipe.Example.After)}",
        })),
        "docs",
        "job.md");

    [Fact]
    public void Outcomes_AreListed()
    {
        var summaries = new Summaries(typeof(FetchOutcome));
        Generated.AssertPart(
            "outcomes",
            Generated.Table(["outcome", "state", "tried again", "blames the host", "meaning", "remedy"], Enum.GetValues<FetchOutcome>().Select(outcome => new[]
            {
                $"`{OutcomeName.Of(outcome)}`",
                OutcomeTraits.Of(outcome)?.State.ToString().ToLowerInvariant() ?? "",
                OutcomeTraits.Of(outcome) is { MayPass: true } ? "yes" : "",
                OutcomeTraits.Of(outcome) is { BlamesHost: true } ? "yes" : "",
                summaries.Of('F', typeof(FetchOutcome), outcome.ToString(), markdown: true)!,
                OutcomeTraits.Of(outcome)?.Remedy ?? "",
            })),
            "docs",
            "outcomes.md");
    }

    [Fact]
    public void Holds_AreListed() => Generated.AssertPart(
        "holds",
        Generated.Table(["hold", "the host"], Enum.GetValues<HoldReason>().Where(reason => reason != HoldReason.None).Select(reason => new[]
        {
            $"`{HostHold.Name(reason)}`", HostHold.Describe(reason),
        })),
        "docs",
        "outcomes.md");

    [Fact]
    public void Columns_OfEveryExport_AreListed()
    {
        AssertColumns("pages", ExportRecords.Page.Select(column => column.Shape));
        AssertColumns("items", ExportRecords.Item.Select(column => column.Shape));
        AssertColumns("items as a table", ItemColumns.Own);
        AssertColumns("links", ExportRecords.Link.Select(column => column.Shape));
        AssertColumns("failures", ExportRecords.Failure.Select(column => column.Shape));
    }

    [Fact]
    public void Options_OfAJob_NameAFieldThatThereIs()
    {
        var table = JobTable.Write();

        Assert.All(JobOptions.All, option => Assert.Contains($"| `{option.Field}` |", table, StringComparison.Ordinal));
        Assert.Equal(JobOptions.All.Count, JobOptions.All.DistinctBy(option => option.Field).Count());
    }

    [Fact]
    public void Outcome_ThatEndsAUrl_SaysInWhichState() => Assert.Equal(
        [FetchOutcome.None, FetchOutcome.Cancelled],
        Enum.GetValues<FetchOutcome>().Where(outcome => OutcomeTraits.Of(outcome) is null));

    private static void AssertColumns(string export, IEnumerable<ColumnShape> columns) => Generated.AssertPart(
        export,
        Generated.Table(["column", "type", "unit", "meaning"], columns.Select(column => new[] { $"`{column.Name}`", TypeOf(column.Type), column.Unit ?? "", column.Meaning })),
        "docs",
        "exports.md");

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Json => "JSON",
        ColumnType.Texts => "list of texts",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Quoted(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"`{text}`"));
}

using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs;

namespace Thresher.Client.Exporting;

/// <summary>The options of an export, checked as a whole.</summary>
internal sealed record ExportOptions
{
    private static readonly Option<ExportSubject?> WhatOption = OptionValues.Word(
        "--what",
        "What to export [pages].",
        ("pages", ExportSubject.Pages),
        ("items", ExportSubject.Items),
        ("links", ExportSubject.Links),
        ("failures", ExportSubject.Failures));

    private static readonly Option<ExportFormat?> FormatOption = OptionValues.Word(
        "--format",
        "Format [jsonl].",
        ("jsonl", ExportFormat.JsonLines),
        ("csv", ExportFormat.Csv),
        ("parquet", ExportFormat.Parquet),
        ("warc", ExportFormat.Warc));

    private static readonly Option<string?> FileOption = new("-o", "--output") { Description = "File to write; stdout without it.", HelpName = "F" };

    private static readonly Option<string?> RuleOption = new("--rule") { Description = "Items: only those of this rule.", HelpName = "NAME" };

    private static readonly Option<string?> SinceOption = new("--since")
    {
        Description = "Only what changed since then: a duration back (24h) or a time (2026-01-31, 2026-01-31T12:00:00Z).",
        HelpName = "T",
    };

    private static readonly Option<bool> FollowOption = new("--follow") { Description = "Continue with what changes, until the crawl is complete or Ctrl-C." };

    private static readonly Option<bool> GuardOption = new("--csv-guard")
    {
        Description = "CSV: put an apostrophe before texts that a spreadsheet would run as formulas.",
    };

    private static readonly Option<string[]> FieldsOption = new("--fields")
    {
        Description = "Only these columns, in this order, separated by commas; of items also the fields of the rule.",
        HelpName = "A,B,…",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> SeparatorOption = new("--list-separator")
    {
        Description = "CSV: what stands between the values of a list [\"; \"].",
        HelpName = "TEXT",
    };

    private static readonly Option<long?> MaxFileSizeOption = OptionValues.Size(
        "--max-file-size", "WARC: continue in another file from this size on; -o site.warc.gz makes site-00000.warc.gz and so on.");

    /// <summary>What to export.</summary>
    public required ExportSubject What { get; init; }

    /// <summary>The format.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The file; null for stdout.</summary>
    public required string? File { get; init; }

    /// <summary>The only rule; null for all.</summary>
    public required string? Rule { get; init; }

    /// <summary>Since when, Unix milliseconds; 0 for all.</summary>
    public required long Since { get; init; }

    /// <summary>Whether to continue until the crawl is complete.</summary>
    public required bool Follow { get; init; }

    /// <summary>Whether formulas in CSV are neutralized.</summary>
    public required bool Guard { get; init; }

    /// <summary>The columns to write, in order; null for all.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>What stands between the values of a list in CSV.</summary>
    public string ListSeparator { get; init; } = "; ";

    /// <summary>From which size on an archive goes on in another file; null for one file.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>Adds the options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(WhatOption);
        command.Options.Add(FormatOption);
        command.Options.Add(FileOption);
        command.Options.Add(RuleOption);
        command.Options.Add(SinceOption);
        command.Options.Add(FollowOption);
        command.Options.Add(GuardOption);
        command.Options.Add(MaxFileSizeOption);
        command.Options.Add(FieldsOption);
        command.Options.Add(SeparatorOption);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="CommandException">Two options contradict each other, or the time is invalid.</exception>
    public static ExportOptions Of(ParseResult parsed, TimeProvider time)
    {
        var options = new ExportOptions
        {
            What = parsed.GetValue(WhatOption) ?? ExportSubject.Pages,
            Format = parsed.GetValue(FormatOption) ?? ExportFormat.JsonLines,
            File = parsed.GetValue(FileOption) is { } file and not "-" ? file : null,
            Rule = parsed.GetValue(RuleOption),
            Since = parsed.GetValue(SinceOption) is { } since ? Time(since, time) : 0,
            Follow = parsed.GetValue(FollowOption),
            Guard = parsed.GetValue(GuardOption),
            MaxFileBytes = parsed.GetValue(MaxFileSizeOption),
            Fields = parsed.GetResult(FieldsOption) is { Implicit: false } ? Names(parsed.GetValue(FieldsOption)!) : null,
            ListSeparator = parsed.GetValue(SeparatorOption) ?? "; ",
        };
        return options switch
        {
            { MaxFileBytes: not null } and ({ Format: not ExportFormat.Warc } or { File: null }) =>
                throw CommandException.Usage("--max-file-size applies to files of WARC only: use --format warc and -o"),
            { Format: ExportFormat.Warc, What: not ExportSubject.Pages } => throw CommandException.Usage("--format warc: a WARC file contains pages: use --what pages"),
            { Guard: true, Format: not ExportFormat.Csv } => throw CommandException.Usage("--csv-guard applies to CSV only: use --format csv"),
            { Fields: not null, Format: ExportFormat.Warc } => throw CommandException.Usage("--fields applies to records of columns: use --format jsonl, csv or parquet"),
            { Fields: { Count: 0 } } => throw CommandException.Usage("--fields names no column"),
            { Format: not ExportFormat.Csv } when parsed.GetValue(SeparatorOption) is not null => throw CommandException.Usage("--list-separator applies to CSV only: use --format csv"),
            { Rule: not null, What: not ExportSubject.Items } => throw CommandException.Usage("--rule applies to items only: use --what items"),
            { What: not ExportSubject.Pages } when PageFilter.IsAsked(parsed) => throw CommandException.Usage("--unique and --near apply to pages only: use --what pages"),
            _ => options,
        };
    }

    private static IReadOnlyList<string> Names(string[] given) =>
        [.. given.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static long Time(string text, TimeProvider time) =>
        Duration.TryParse(text, out var back) ? (time.GetUtcNow() - back).ToUnixTimeMilliseconds()
        : ExportTime.TryParse(text, out var at) ? at.ToUnixTimeMilliseconds()
        : throw CommandException.Usage($"--since: \"{text}\" is neither a duration such as 30m or 24h nor a time such as 2026-01-31 or 2026-01-31T12:00:00Z");
}

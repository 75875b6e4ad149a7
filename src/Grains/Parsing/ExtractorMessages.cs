using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Parsing;

/// <summary>What a process that runs extractors says first.</summary>
/// <param name="Registered">Names of the extractors that its program brings along, beside those of a job's assemblies.</param>
internal sealed record ExtractorHello(string[] Registered);

/// <summary>A page for it; the body follows when it is wanted.</summary>
/// <param name="Case">The page and its crawl; the job is left out when it is that of the page before.</param>
/// <param name="Limit">Time that the page may take.</param>
/// <param name="Registered">The program's own extractors that are to run.</param>
internal sealed record ExtractorRequest(IsolatedParseCase Case, TimeSpan Limit, string[] Registered);

/// <summary>One of its answers: whether it wants the body, then the extractor that begins, as often as one does, then the records.</summary>
/// <param name="Wants">Whether an extractor reads such a page.</param>
/// <param name="Begins">Name of an extractor that begins.</param>
/// <param name="Items">The records; the last answer for a page.</param>
/// <param name="Ends">Whether the process ends now, since it holds much of what it may: another is to serve the next page.</param>
internal sealed record ExtractorReply(bool? Wants = null, string? Begins = null, IReadOnlyList<ItemRow>? Items = null, bool Ends = false);

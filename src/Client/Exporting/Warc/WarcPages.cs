using System.IO.Hashing;
using System.Text;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Client.Exporting.Warc;

/// <summary>
/// A crawl as WARC: for each stored page its response and its request; a revisit instead of a response whose payload stands in
/// the archive already, and another for the last time a refresh found the page unchanged; for each exchange that left no page
/// its response, or what became of it. The bodies are those that are kept. Record ids follow from what is stored: an export
/// made again has the same. Where a size is given, an archive goes on in another file from there on.
/// </summary>
internal sealed class WarcPages : IExportSink<WarcRow>
{
    private const string Profile = "http://netpreserve.org/warc/1.1/revisit/";
    private readonly ExportTarget _target;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly WarcFile _file;
    private readonly ICrawlReader _reader;
    private readonly CrawlRecord _crawl;
    private readonly KnownPayloads _known = new();
    private long _written;
    private long _withoutBody;
    private WarcRecord? _info;

    private WarcPages(ExportTarget target, long maxBytes, ICrawlReader reader, CrawlRecord crawl, TimeProvider time)
    {
        (_target, _maxBytes, _reader, _crawl, _time, _file) = (target, maxBytes, reader, crawl, time, new WarcFile(target.Stream));
        _info = Info();
    }

    /// <summary>Makes a file that begins with its warcinfo, as soon as it is certain that the export does not fail for want of bodies.</summary>
    /// <param name="target">The file, or the first of them.</param>
    /// <param name="maxBytes">From which size on an archive goes on in another file; <see cref="long.MaxValue"/> for one file.</param>
    /// <param name="reader">Where the bodies are.</param>
    /// <param name="crawl">The crawl.</param>
    /// <param name="time">The clock.</param>
    public static WarcPages Begin(ExportTarget target, long maxBytes, ICrawlReader reader, CrawlRecord crawl, TimeProvider time) =>
        new(target, maxBytes, reader, crawl, time);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(WarcRow row)
    {
        if (_file.Length >= _maxBytes)
        {
            await _file.FlushAsync();
            await _target.RollAsync();
            _file.Continue(_target.Stream);
            _info = Info();
        }

        if (row.Page is { } page)
        {
            await WritePageAsync(page);
        }
        else if (row.Exchange is { } exchange && await _reader.ExchangeAsync(exchange.Id, CancellationToken.None) is { } capture)
        {
            await WriteExchangeAsync(exchange, capture);
        }
    }

    private async ValueTask WritePageAsync(StoredPage row)
    {
        if (await _reader.CaptureAsync(row.UrlId, CancellationToken.None) is not { } capture)
        {
            return;
        }

        if (capture.Body is null)
        {
            _withoutBody++;
            return;
        }

        await WriteInfoAsync();
        _written++;
        var target = capture.Head is { } head ? ArchivedHead.Target(head.Request, row.Url) : row.Url;
        var payload = new Payload(IdOf("response", target, capture.FetchedAt), target, Time(capture.FetchedAt), WarcFile.Digest(capture.Body));
        var hash = Hash128.Of(capture.Body);
        var known = _known.Find(hash, payload.Digest);
        if (_known.AddFetch(payload.Record))
        {
            await WriteFetchAsync(row, capture, payload, known);
            if (known is null)
            {
                _known.Add(hash, payload);
            }
        }

        if (row.Change == PageChange.Unchanged && capture.CheckedAt > capture.FetchedAt)
        {
            await WriteCheckAsync(capture, known ?? payload, target);
        }
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync() => await _file.FlushAsync();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> FinishAsync()
    {
        if (_withoutBody > 0 && _written == 0)
        {
            throw BodiesWanted(_crawl);
        }

        await WriteInfoAsync();
        await FlushAsync();
        return _withoutBody == 0 ? []
            : [$"{Printing.Figures.Plural(_withoutBody, "page")} left out, whose body was not kept: they were fetched before --keep-bodies"];
    }

    /// <summary>The line for a crawl of which no body is kept.</summary>
    public static CommandLine.CommandException BodiesWanted(CrawlRecord crawl) => new(
        $"the crawl {crawl.Name} stores no bodies, which a WARC file consists of: crawl with --keep-bodies (keepBodies in the job)");

    private async ValueTask WriteInfoAsync()
    {
        if (_info is { } info)
        {
            _info = null;
            await _file.WriteAsync(info);
        }
    }

    private WarcRecord Info()
    {
        var job = StoredJob.Read(_crawl.Job);
        var info = $"""
            software: {UserAgent.Of(null)}
            format: WARC File Format 1.1
            conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
            isPartOf: {_crawl.Name}
            robots: {(job.Politeness.Robots ? "obey" : "ignore")}
            http-header-user-agent: {UserAgent.Of(job.UserAgent)}

            """;
        return new WarcRecord("warcinfo", Guid.CreateVersion7(_time.GetUtcNow()), _time.GetUtcNow(), "application/warc-fields")
        {
            Fields = _target.FileName is { } name ? [("WARC-Filename", name)] : [],
            Body = Encoding.UTF8.GetBytes(info.ReplaceLineEndings("\r\n")),
        };
    }

    /// <summary>The response, or, where none came, a record that says what became of the request; and the request, if one was sent.</summary>
    private async ValueTask WriteExchangeAsync(StoredExchange row, ExchangeCapture capture)
    {
        await WriteInfoAsync();
        _written++;
        var target = capture.Head is { } asked ? ArchivedHead.Target(asked.Request, row.Url) : row.Url;
        var id = IdOf($"exchange {row.Id}", target, row.At);
        var answered = capture.Head is { Response.Length: > 0 };
        var body = capture.Body ?? [];
        var record = answered
            ? new WarcRecord("response", id, Time(row.At), "application/http;msgtype=response")
            {
                Fields = [("WARC-Target-URI", target), ("WARC-Payload-Digest", WarcFile.Digest(body)), .. Truncated(row, capture)],
                Head = ArchivedHead.Of(capture.Head!.Response, body.Length),
                Body = body,
            }
            : new WarcRecord("metadata", id, Time(row.At), "application/warc-fields")
            {
                Fields = [("WARC-Target-URI", target)],
                Body = Encoding.UTF8.GetBytes($"outcome: {OutcomeName.Of(row.Outcome)}\r\n"),
            };
        await _file.WriteAsync(record);
        await WriteRequestAsync(capture.Head, record, target);
    }

    private static (string, string)[] Truncated(StoredExchange row, ExchangeCapture capture) =>
        row.IsCut ? [("WARC-Truncated", "length")]
        : capture.Body is not null ? []
        : [("WARC-Truncated", row.Outcome switch
        {
            FetchOutcome.TotalTimeout or FetchOutcome.BodyTooSlow => "time",
            FetchOutcome.BodyIncomplete => "disconnect",
            _ => "unspecified",
        })];

    private async ValueTask WriteFetchAsync(StoredPage row, PageCapture capture, Payload payload, Payload? known)
    {
        (string, string)[] fields = [("WARC-Target-URI", payload.Target), ("WARC-Payload-Digest", payload.Digest)];
        var cut = row.Page.Flags.HasFlag(PageFlags.BodyCut) ? new[] { ("WARC-Truncated", "length") } : [];
        var record = new WarcRecord("response", payload.Record, payload.Date, "application/http;msgtype=response")
        {
            Fields = [.. fields, .. cut],
            Head = capture.Head is { } head ? ArchivedHead.Of(head.Response, capture.Body!.Length) : default,
            Body = capture.Body,
        };
        if (known is not null)
        {
            record = record with { Type = "revisit", Fields = [.. fields, .. Refers("identical-payload-digest", known)], Body = default };
        }
        else if (capture.Head is null)
        {
            // Stored before heads were: what came is known without how it came.
            record = record with { Type = "resource", ContentType = row.Page.ContentType ?? "application/octet-stream" };
        }

        await _file.WriteAsync(record.Head.IsEmpty && record.Body.IsEmpty ? record with { ContentType = null } : record);
        await WriteRequestAsync(capture.Head, record, payload.Target);
    }

    private async ValueTask WriteCheckAsync(PageCapture capture, Payload payload, string target)
    {
        var head = capture.CheckedHead;
        var isNotModified = head is not null && ArchivedHead.IsNotModified(head.Response);
        var profile = isNotModified ? "server-not-modified" : "identical-payload-digest";
        var record = new WarcRecord("revisit", IdOf("check", target, capture.CheckedAt), Time(capture.CheckedAt), head is null ? null : "application/http;msgtype=response")
        {
            Fields = [("WARC-Target-URI", target), ("WARC-Payload-Digest", payload.Digest), .. Refers(profile, payload)],
            Head = head is null ? default
                : isNotModified ? Encoding.Latin1.GetBytes(head.Response)
                : ArchivedHead.Of(head.Response, capture.Body!.Length),
        };
        await _file.WriteAsync(record);
        await WriteRequestAsync(head, record, target);
    }

    private async ValueTask WriteRequestAsync(ExchangeHead? head, WarcRecord answer, string target)
    {
        if (head is null)
        {
            return;
        }

        await _file.WriteAsync(new WarcRecord(
            "request", IdOf("request", target, answer.Date.ToUnixTimeMilliseconds()), answer.Date, "application/http;msgtype=request")
        {
            Fields = [("WARC-Target-URI", target), ("WARC-Concurrent-To", WarcRecord.Uri(answer.Id))],
            Head = Encoding.Latin1.GetBytes(head.Request),
        });
    }

    private static (string, string)[] Refers(string profile, Payload to) =>
    [
        ("WARC-Profile", Profile + profile),
        ("WARC-Refers-To", WarcRecord.Uri(to.Record)),
        ("WARC-Refers-To-Target-URI", to.Target),
        ("WARC-Refers-To-Date", ExportTime.Of(to.Date)),
    ];

    private Guid IdOf(string kind, string target, long at)
    {
        // Version 8, whose bits are one's own (RFC 9562 §5.8).
        var bytes = XxHash128.Hash(Encoding.UTF8.GetBytes($"{_crawl.Name} {_crawl.CreatedAt} {kind} {target} {at}"));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}

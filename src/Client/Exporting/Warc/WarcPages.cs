using System.IO.Hashing;
using System.Text;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Client.Exporting.Warc;

/// <summary>
/// Stored pages as WARC: for each its response and its request; a revisit instead of a response whose payload stands in
/// the file already, and another for the last time a refresh found the page unchanged. The bodies are those that are
/// kept. Record ids follow from what is stored: an export made again has the same.
/// </summary>
internal sealed class WarcPages : IExportSink<StoredPage>
{
    private const string Profile = "http://netpreserve.org/warc/1.1/revisit/";
    private readonly WarcFile _file;
    private readonly ICrawlReader _reader;
    private readonly CrawlRecord _crawl;
    private readonly KnownPayloads _known = new();
    private long _written;
    private long _withoutBody;
    private WarcRecord? _info;

    private WarcPages(WarcFile file, WarcRecord info, ICrawlReader reader, CrawlRecord crawl) => (_file, _info, _reader, _crawl) = (file, info, reader, crawl);

    /// <summary>Makes a file that begins with its warcinfo, as soon as it is certain that the export does not fail for want of bodies.</summary>
    /// <param name="output">The stream, which stays open.</param>
    /// <param name="reader">Where the bodies are.</param>
    /// <param name="crawl">The crawl.</param>
    /// <param name="fileName">The file's name; null for stdout.</param>
    /// <param name="time">The clock.</param>
    public static WarcPages Begin(Stream output, ICrawlReader reader, CrawlRecord crawl, string? fileName, TimeProvider time)
    {
        var job = StoredJob.Read(crawl.Job);
        var agent = UserAgent.Of(job.UserAgent);
        var info = $"""
            software: {UserAgent.Of(null)}
            format: WARC File Format 1.1
            conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
            isPartOf: {crawl.Name}
            robots: {(job.Politeness.Robots ? "obey" : "ignore")}
            http-header-user-agent: {agent}

            """;
        var begin = new WarcRecord("warcinfo", Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow(), "application/warc-fields")
        {
            Fields = fileName is null ? [] : [("WARC-Filename", fileName)],
            Body = Encoding.UTF8.GetBytes(info.ReplaceLineEndings("\r\n")),
        };
        return new WarcPages(new WarcFile(output), begin, reader, crawl);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(StoredPage row)
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

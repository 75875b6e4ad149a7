using System.Text;
using CsCheck;
using Thresher.Client.Exporting;
using Thresher.Fetching;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Client;

public sealed class RecordWriterTests
{
    private static readonly StoredPage Page = new(
        1,
        "http://h/a?b=1",
        2,
        "http://h/",
        new PageRow { Status = 200, ContentType = "text/html", Title = "Käse, \"fresh\"", Bytes = 12, ContentHash = 0xAB, FetchedAt = 1_700_000_000_123, CheckedAt = 1_700_000_000_124, SimHash = 0xFF, ElapsedMs = 34 })
    {
        Change = PageChange.Changed,
        DuplicateOf = "http://h/first",
    };

    [Fact]
    public async Task JsonLines_Page_IsExactlyTheDocumentedForm()
    {
        var text = await WriteAsync(stream => new JsonLinesWriter(stream), writer => ExportRecords.Page(writer, Page));

        Assert.Equal(
            """{"url":"http://h/a?b=1","status":200,"contentType":"text/html","title":"Käse, \"fresh\"","depth":2,"bytes":12,"hash":"000000000000000000000000000000ab","fetchedAt":"2023-11-14T22:13:20.123Z","elapsedMs":34,"foundOn":"http://h/","canonical":null,"change":"changed","checkedAt":"2023-11-14T22:13:20.124Z","duplicateOf":"http://h/first","nearDuplicateOf":null,"simhash":"00000000000000ff"}""" + "\n",
            text);
    }

    [Fact]
    public async Task JsonLines_AbsentValues_AreNull()
    {
        var text = await WriteAsync(
            stream => new JsonLinesWriter(stream),
            writer => ExportRecords.Page(writer, Page with { FoundOn = null, Page = Page.Page with { Title = null, ContentType = null } }));

        Assert.Contains("\"contentType\":null,\"title\":null,", text, StringComparison.Ordinal);
        Assert.Contains("\"foundOn\":null,\"canonical\":null,", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonLines_Link_HoldsStateAndOutcome()
    {
        var text = await WriteAsync(stream => new JsonLinesWriter(stream), writer => ExportRecords.Link(writer, Url(UrlState.Queued, FetchOutcome.None)));

        Assert.Equal("""{"url":"http://h/x","foundOn":null,"depth":0,"state":"queued","outcome":null,"status":0}""" + "\n", text);
    }

    [Fact]
    public async Task Csv_Failure_HasAHeaderOnceAndCrLf()
    {
        var text = await WriteAsync(
            stream => new CsvWriter(stream),
            writer => ExportRecords.Failure(writer, Url(UrlState.Failed, FetchOutcome.NotFound)),
            writer => ExportRecords.Failure(writer, Url(UrlState.Failed, FetchOutcome.ServerError)));

        Assert.Equal(
            "url,state,reason,status,attempts,depth,foundOn\r\nhttp://h/x,failed,not-found,0,0,0,\r\nhttp://h/x,failed,server-error,0,0,0,\r\n", text);
    }

    [Fact]
    public void Quote_AnyFields_AreReadBackByRfc4180() =>
        Gen.String[Gen.Char["ab,\"\r\n é"], 0, 8].Array[1, 5].Sample(fields =>
            Assert.Equal(fields, ReadRecord(string.Join(',', fields.Select(CsvWriter.Quote)))));

    private static UrlRow Url(UrlState state, FetchOutcome outcome) => new()
    {
        Id = 1,
        CrawlId = 1,
        Url = "http://h/x",
        RequestUrl = "http://h/x",
        Domain = "h",
        State = state,
        Outcome = outcome,
        Status = 0,
        Depth = 0,
        Rank = 0,
        Attempts = 0,
        Strikes = 0,
        DueAt = 0,
        FoundOn = null,
    };

    private static async Task<string> WriteAsync(Func<Stream, RecordWriter> open, params Action<RecordWriter>[] records)
    {
        using var stream = new MemoryStream();
        await using (var writer = open(stream))
        {
            foreach (var record in records)
            {
                record(writer);
                await writer.EndRecordAsync(CancellationToken.None);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>RFC 4180 section 2, as plainly as it can be put.</summary>
    private static List<string> ReadRecord(string record)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            if (quoted && record[i] == '"' && i + 1 < record.Length && record[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (record[i] == '"')
            {
                quoted = !quoted;
            }
            else if (record[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(record[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}

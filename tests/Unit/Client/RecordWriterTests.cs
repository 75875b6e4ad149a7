using System.Text;
using CsCheck;
using Thresher.Client.Exporting;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Client;

public sealed class RecordWriterTests
{
    private static readonly StoredPage Page = new(
        1,
        "http://h/a?b=1",
        2,
        "http://h/",
        new PageRow { Status = 200, ContentType = "text/html", Title = "Käse, \"fresh\"", Bytes = 12, ContentHash = new Hash128(0, 0xAB), FetchedAt = 1_700_000_000_123, CheckedAt = 1_700_000_000_124, SimHash = 0xFF, ElapsedMs = 34 })
    {
        Change = PageChange.Changed,
        DuplicateOf = "http://h/first",
    };

    [Fact]
    public async Task JsonLines_Page_IsExactlyTheDocumentedForm()
    {
        var text = await WriteAsync(stream => new JsonLinesWriter(stream), ExportRecords.Page, Page);

        Assert.Equal(
            """{"url":"http://h/a?b=1","status":200,"contentType":"text/html","title":"Käse, \"fresh\"","depth":2,"bytes":12,"hash":"000000000000000000000000000000ab","fetchedAt":"2023-11-14T22:13:20.123Z","elapsedMs":34,"foundOn":"http://h/","canonical":null,"change":"changed","checkedAt":"2023-11-14T22:13:20.124Z","duplicateOf":"http://h/first","nearDuplicateOf":null,"simhash":"00000000000000ff"}""" + "\n",
            text);
    }

    [Fact]
    public async Task JsonLines_AbsentValues_AreNull()
    {
        var text = await WriteAsync(
            stream => new JsonLinesWriter(stream),
            ExportRecords.Page,
            Page with { FoundOn = null, Page = Page.Page with { Title = null, ContentType = null } });

        Assert.Contains("\"contentType\":null,\"title\":null,", text, StringComparison.Ordinal);
        Assert.Contains("\"foundOn\":null,\"canonical\":null,", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonLines_Link_HoldsStateAndOutcome()
    {
        var text = await WriteAsync(stream => new JsonLinesWriter(stream), ExportRecords.Link, Url(UrlState.Queued, FetchOutcome.None));

        Assert.Equal("""{"url":"http://h/x","foundOn":null,"depth":0,"state":"queued","outcome":null,"status":0}""" + "\n", text);
    }

    [Fact]
    public async Task Csv_Failure_HasAHeaderOnceAndCrLf()
    {
        var text = await WriteAsync(
            stream => new CsvWriter(stream, ExportRecords.Failure.Select(column => column.Shape), guarded: false),
            ExportRecords.Failure,
            Url(UrlState.Failed, FetchOutcome.NotFound),
            Url(UrlState.Failed, FetchOutcome.ServerError));

        Assert.Equal(
            "url,state,reason,status,attempts,depth,foundOn,note\r\nhttp://h/x,failed,not-found,0,0,0,,\r\nhttp://h/x,failed,server-error,0,0,0,,\r\n", text);
    }

    [Fact]
    public async Task Csv_WithoutRecords_IsItsHeader() =>
        Assert.Equal(
            "url,rule,ordinal,fetchedAt,item,errors\r\n",
            await WriteAsync<StoredItem>(stream => new CsvWriter(stream, ExportRecords.Item.Select(column => column.Shape), guarded: false), ExportRecords.Item));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    public async Task Csv_Guarded_DefusesTextsAndLeavesNumbers(string title, string field)
    {
        Column<string>[] columns = [Column<string>.Text("title", "", row => row), Column<string>.Number("n", "", _ => -1), Column<string>.Json("j", "", _ => "[1]")];
        var text = await WriteAsync(stream => new CsvWriter(stream, columns.Select(column => column.Shape), guarded: true), columns, title);
        Assert.Equal($"title,n,j\r\n{field},-1,[1]\r\n", text);
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.000Z")]
    [InlineData("2026-01-31T12:00", "2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z")]
    [InlineData("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.000Z")]
    public void ExportTime_Reads_WhatPeopleWrite(string text, string time)
    {
        Assert.True(ExportTime.TryParse(text, out var read));
        Assert.Equal(time, ExportTime.Of(read));
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

    private static async Task<string> WriteAsync<T>(Func<Stream, RecordWriter> open, IReadOnlyList<Column<T>> columns, params T[] rows)
    {
        using var stream = new MemoryStream();
        var sink = new ColumnSink<T>(open(stream), columns);
        foreach (var row in rows)
        {
            await sink.WriteAsync(row);
        }

        Assert.Empty(await sink.FinishAsync());
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

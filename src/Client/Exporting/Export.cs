using System.CommandLine;
using System.Runtime.CompilerServices;
using Thresher.Client.Exporting.Columns;
using Thresher.Client.Exporting.Parquet;
using Thresher.Client.Exporting.Warc;
using Thresher.Client.Sessions;
using Thresher.Jobs;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting;

/// <summary>One export: writes rows of the crawl, as stored or as they change, to a target.</summary>
internal sealed class Export(Session session, CrawlRecord crawl, ExportOptions options, ParseResult parsed, ExportTarget target, TimeProvider time)
{
    private readonly CrawlFollow _follow = new(session, crawl, parsed.InvocationConfiguration.Error, time);
    private long _count;

    /// <summary>Rows written.</summary>
    public long Count => _count;

    /// <summary>Runs to the end; a followed export also ends successfully when it is cancelled.</summary>
    /// <returns>Notes for the reader of the export, one line each.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        switch (options.What)
        {
            case ExportSubject.Items:
                var rule = await ItemRule.ChooseAsync(crawl, session.Reader, options, cancellationToken);
                return await WriteAsync(
                    OfRule(session.Reader.ItemsAsync(crawl.Id, 0, cancellationToken), rule),
                    (after, upTo) => OfRule(session.Feed.ItemsAsync(crawl.Id, after, upTo, options.Since, cancellationToken), rule),
                    await ItemSinkAsync(rule),
                    cancellationToken);
            case ExportSubject.Links:
                return await WriteAsync(
                    session.Reader.UrlsAsync(crawl.Id, cancellationToken),
                    (after, upTo) => session.Feed.UrlsAsync(crawl.Id, after, upTo, options.Since, cancellationToken),
                    await SinkAsync(ExportRecords.Link),
                    cancellationToken);
            case ExportSubject.Failures:
                return await WriteAsync(
                    session.Reader.FailuresAsync(crawl.Id, null, cancellationToken),
                    (after, upTo) => session.Feed.FailuresAsync(crawl.Id, after, upTo, options.Since, cancellationToken),
                    await SinkAsync(ExportRecords.Failure),
                    cancellationToken);
            case ExportSubject.Pages when options.Format == ExportFormat.Warc:
                var pages = PageFilter.Of(parsed, session.Reader);
                return await WriteAsync(
                    pages.ApplyAsync(session.Reader.PagesAsync(crawl.Id, cancellationToken), cancellationToken).Select(WarcRow.Of)
                        .Concat(ExchangesAsync(cancellationToken).Select(WarcRow.Of)),
                    (after, upTo) => pages.ApplyAsync(session.Feed.PagesAsync(crawl.Id, after, upTo, options.Since, cancellationToken), cancellationToken).Select(WarcRow.Of)
                        .Concat(session.Feed.ExchangesAsync(crawl.Id, after, upTo, options.Since, cancellationToken).Select(WarcRow.Of)),
                    Warc(),
                    cancellationToken);
            default:
                var filter = PageFilter.Of(parsed, session.Reader);
                return await WriteAsync(
                    filter.ApplyAsync(session.Reader.PagesAsync(crawl.Id, cancellationToken), cancellationToken),
                    (after, upTo) => filter.ApplyAsync(session.Feed.PagesAsync(crawl.Id, after, upTo, options.Since, cancellationToken), cancellationToken),
                    await SinkAsync(ExportRecords.Page),
                    cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> WriteAsync<T>(
        IAsyncEnumerable<T> all, Func<Cursor, Cursor, IAsyncEnumerable<T>> between, IExportSink<T> sink, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var piece in PiecesAsync(all, between, cancellationToken))
            {
                await foreach (var row in piece)
                {
                    await sink.WriteAsync(row);
                    _count++;
                    cancellationToken.ThrowIfCancellationRequested();
                }

                await sink.FlushAsync();
                target.Keep();
            }
        }
        catch (OperationCanceledException) when (options.Follow && cancellationToken.IsCancellationRequested)
        {
            // A follower may end at any time; what was written so far is complete.
        }

        return await sink.FinishAsync();
    }

    private async IAsyncEnumerable<IAsyncEnumerable<T>> PiecesAsync<T>(
        IAsyncEnumerable<T> all, Func<Cursor, Cursor, IAsyncEnumerable<T>> between, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.Follow)
        {
            await foreach (var (after, upTo) in _follow.PiecesAsync(cancellationToken))
            {
                yield return between(after, upTo);
            }
        }
        else if (options.Since > 0)
        {
            yield return between(Cursor.Start, await session.Feed.MarkAsync(crawl.Id, cancellationToken));
        }
        else
        {
            yield return all;
        }
    }

    private async Task<IExportSink<StoredItem>> ItemSinkAsync(ItemRule rule) => (options, rule) switch
    {
        ({ Format: ExportFormat.Parquet }, { Fields: { } fields }) => await ParquetItems.BeginAsync(target.Stream, fields, options.Fields),
        ({ Format: ExportFormat.Csv }, { Fields: { } fields }) => new FlatItemSink(await SinkAsync(ItemColumns.Of(fields))),
        ({ Format: ExportFormat.JsonLines, Fields: { } names }, { Fields: { } fields }) when !names.All(name => ExportRecords.Item.Any(column => column.Shape.Name == name)) =>
            new FlatItemSink(await SinkAsync(ItemColumns.Of(fields))),
        _ => await SinkAsync(ExportRecords.Item),
    };

    private async Task<IExportSink<T>> SinkAsync<T>(IReadOnlyList<Column<T>> all)
    {
        var columns = ColumnChoice.Of(options.Fields, all, column => column.Shape.Name);
        var shapes = columns.Select(column => column.Shape);
        return new ColumnSink<T>(
            options.Format switch
            {
                ExportFormat.Csv => new CsvWriter(target.Stream, shapes, options.Guard, options.ListSeparator),
                ExportFormat.Parquet => await ParquetRecords.BeginAsync(target.Stream, shapes),
                _ => new JsonLinesWriter(target.Stream),
            },
            columns);
    }

    private WarcPages Warc() =>
        options.Follow && !StoredJob.Read(crawl.Job).KeepBodies
            ? throw WarcPages.BodiesWanted(crawl)
            : WarcPages.Begin(target, options.MaxFileBytes ?? long.MaxValue, session.Reader, crawl, time);

    private async IAsyncEnumerable<StoredExchange> ExchangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mark = await session.Feed.MarkAsync(crawl.Id, cancellationToken);
        await foreach (var exchange in session.Feed.ExchangesAsync(crawl.Id, Cursor.Start, mark, 0, cancellationToken))
        {
            yield return exchange;
        }
    }

    private static IAsyncEnumerable<StoredItem> OfRule(IAsyncEnumerable<StoredItem> items, ItemRule rule) =>
        rule.Name is { } name ? items.Where(item => item.Rule == name) : items;
}

using Microsoft.Data.Sqlite;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.BrokenCrawler;

/// <summary>The broken completion; everything else is the sound queue's.</summary>
internal sealed class DoneBeforeQueue(ICrawlStore sound, string file) : PassThroughQueue(sound.Queue)
{
    /// <summary>Wide, so that a kill while pages are being fetched falls into it.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(300);

    public override async Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken)
    {
        // The links first: with none queued in the gap the crawl would end as complete before any kill.
        foreach (var completion in completions)
        {
            await sound.Intake.AcceptAsync(completion.CrawlId, completion.Links, [], cancellationToken);
        }

        var results = await Sound.CompleteAsync(
            [.. completions.Select(completion => completion with { Page = null, Items = [], Links = [] })], cancellationToken);
        await Task.Delay(Gap, cancellationToken);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Applied)
            {
                InsertPage(completions[i]);
            }
        }

        return [.. results.Zip(completions, (result, done) => result with
        {
            AddedToOwnDomain = done.Links.Count,
            AddedElsewhere = [.. done.Links.Select(link => link.Domain).Distinct()],
        })];
    }

    private void InsertPage(UrlCompletion done)
    {
        if (done.Page is not { } page)
        {
            return;
        }

        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO pages (url_id, crawl_id, status, bytes, content_hash, fetched_at, elapsed_ms, link_count, flags)
            VALUES ($1, $2, $3, $4, x'00000000000000000000000000000000', $5, $6, $7, 0)
            """;
        object[] values = [done.UrlId, done.CrawlId, page.Status, page.Bytes, page.FetchedAt, page.ElapsedMs, page.LinkCount];
        for (var i = 0; i < values.Length; i++)
        {
            insert.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        insert.ExecuteNonQuery();
    }
}

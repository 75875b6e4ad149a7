using Microsoft.Data.Sqlite;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.BrokenCrawler;

/// <summary>
/// A completion counts whatever the state and epoch of its URL, as if no other owner could have taken over the domain meanwhile:
/// what a zombie brings is stored over what its successor has stored.
/// </summary>
internal sealed class UnfencedQueue(IUrlQueue sound, string file) : PassThroughQueue(sound)
{
    public override Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken)
    {
        // The sound completion finds each lease as its holder left it.
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var completion in completions)
        {
            using var lease = connection.CreateCommand();
            lease.CommandText = """
                DELETE FROM page_bodies WHERE url_id = $id;
                DELETE FROM page_originals WHERE url_id = $id;
                DELETE FROM page_heads WHERE url_id = $id;
                DELETE FROM pages WHERE url_id = $id;
                UPDATE urls SET state = 1, epoch = $epoch WHERE id = $id;
                """;
            lease.Parameters.AddWithValue("$id", completion.UrlId);
            lease.Parameters.AddWithValue("$epoch", completion.Epoch);
            lease.ExecuteNonQuery();
        }

        transaction.Commit();
        return Sound.CompleteAsync(completions, cancellationToken);
    }
}

using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Thresher.Storage;

namespace Thresher.BrokenCrawler;

/// <summary>
/// A process that starts takes every domain for one that was never asked: together with grain state in memory, all that
/// a crawler knows of its delays dies with it.
/// </summary>
internal sealed class ForgetfulFrontier(IFrontierStore sound, string file) : PassThroughFrontier(sound)
{
    private readonly ConcurrentDictionary<string, bool> _met = new();

    public override Task<DomainLease> AcquireAsync(string domain, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (_met.TryAdd(domain, true))
        {
            using var connection = new SqliteConnection($"Data Source={file}");
            connection.Open();
            using var forget = connection.CreateCommand();
            forget.CommandText = "UPDATE domains SET epoch = 0 WHERE key = $key";
            forget.Parameters.AddWithValue("$key", domain);
            forget.ExecuteNonQuery();
        }

        return Sound.AcquireAsync(domain, owner, lease, cancellationToken);
    }
}

using System.Net;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Database;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>One silo on one database for the tests that only look.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    /// <summary>The key that it was started with.</summary>
    public const string Key = "a-key-for-the-tests";

    /// <summary>Connection string of its database; only once it was started.</summary>
    public string ConnectionString => _database!.ConnectionString;

    private PrivatePostgres? _database;
    private SiloProcess? _silo;

    /// <summary>The silo; skips the test where there is no PostgreSQL.</summary>
    public async Task<SiloProcess> StartAsync()
    {
        if (_silo is null)
        {
            _database = await DatabaseServer.StartNewAsync();
            _silo = SiloProcess.Start(_database.ConnectionString, null, "--api-key", Key, "--log-format", "json");
            await _silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        }

        return _silo;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
            await _database!.DisposeAsync();
        }
    }
}

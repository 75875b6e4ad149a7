using Microsoft.Extensions.Time.Testing;
using Thresher.Storage;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>One engine under test: how to open it, let it die and bend its clock and its rows.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>When every test begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The clock of the test; the engine's runs with it.</summary>
    public FakeTimeProvider Time { get; } = new(Start);

    /// <summary>The engine, open and empty.</summary>
    public abstract ICrawlStore Store { get; }

    /// <summary>Whether a count is the sum of several rows.</summary>
    public virtual bool CountsInStripes => false;

    /// <summary>Makes an empty store and opens it.</summary>
    public abstract ValueTask OpenAsync();

    /// <summary>Ends the process as a kill would, releasing nothing, and opens what it left.</summary>
    public abstract ValueTask CrashAsync();

    /// <summary>Puts a store of an earlier schema with some rows in the place of the empty one; it is not opened.</summary>
    /// <param name="version">The last schema script that was applied.</param>
    /// <param name="rows">Statements that insert the rows.</param>
    public abstract ValueTask LeaveOldAsync(int version, string rows);

    /// <summary>Sixteen bytes as the engine's statements write them.</summary>
    public abstract string Literal(Hash128 hash);

    /// <summary>Bytes as the engine's statements write them.</summary>
    public abstract string Literal(byte[] bytes);

    /// <summary>Lets every change of one URL's time of acceptance fail, or of none.</summary>
    public abstract ValueTask RefuseAsync(long? urlId);

    /// <summary>Lets time go by, for the engine too.</summary>
    public virtual ValueTask AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        return ValueTask.CompletedTask;
    }

    /// <summary>Changes rows behind the engine's back.</summary>
    public abstract ValueTask ExecuteAsync(string sql);

    /// <summary>Rows left in a table.</summary>
    public abstract ValueTask<long> CountAsync(string table);

    /// <summary>Closes the store and removes it.</summary>
    public abstract ValueTask DisposeAsync();
}

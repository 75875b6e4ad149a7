namespace Thresher.Grains.Bodies;

/// <summary>What one body in flight takes of the silo's <see cref="BodyBudget"/>.</summary>
public sealed class BodyAccount(BodyBudget budget, string host) : IDisposable
{
    private int _closed;

    /// <summary>Whose body it is.</summary>
    internal string Host => host;

    /// <summary>Bytes reserved; changed under the budget's lock.</summary>
    internal long Reserved { get; set; }

    /// <summary>Whether it waits for room; changed under the budget's lock.</summary>
    internal bool IsWaiting { get; set; }

    /// <summary>Whether other bodies wait for room.</summary>
    internal bool IsShort => budget.IsShort;

    /// <summary>Makes the reservation so large; completes when there is room.</summary>
    /// <param name="bytes">Bytes in all, not what is added.</param>
    /// <param name="cancellationToken">Ends the wait; what was reserved stays so.</param>
    public Task ReserveAsync(long bytes, CancellationToken cancellationToken) => budget.ReserveAsync(this, bytes, cancellationToken);

    /// <summary>Gives everything back; the second time does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            budget.Release(this);
        }
    }
}

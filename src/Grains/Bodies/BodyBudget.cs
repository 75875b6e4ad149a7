using Thresher.Grains.Configuration;

namespace Thresher.Grains.Bodies;

/// <summary>
/// The memory that bodies in flight may take in this silo. A body reserves each further piece before it is read; while there
/// is no room it waits, and its server with it, since nothing is read meanwhile. Small bodies have a part of their own, so
/// pages do not wait behind downloads. A host has at most its share. Invariant: where everybody who holds memory waits
/// for more, the one that waits longest goes on, so a single body always ends.
/// </summary>
public sealed class BodyBudget
{
    /// <summary>A body is small up to here.</summary>
    public const long Small = 256 * 1024;

    /// <summary>Part of the memory that the heap may have: the rest is for trees, records, commits and what waits for a collection.</summary>
    private const int PartOfHeap = 8;

    /// <summary>Part of the budget that is for small bodies alone.</summary>
    private const int PartOfSmall = 4;

    /// <summary>Part of the budget that one host may take.</summary>
    private const int PartOfHost = 8;

    private static readonly long Least = 16L << 20;
    private static readonly long Most = 1L << 30;

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly Dictionary<string, long> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Pool _small;
    private readonly Pool _large;
    private readonly long _share;

    /// <summary>The budget of a silo.</summary>
    public BodyBudget(ThresherOptions options)
        : this(options.BodyMemory > 0 ? options.BodyMemory : OfHeap(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
    {
    }

    internal BodyBudget(long total)
    {
        Total = total;
        _small = new Pool(total / PartOfSmall);
        _large = new Pool(total - (total / PartOfSmall));
        _share = total / PartOfHost;
    }

    /// <summary>Bytes in all.</summary>
    public long Total { get; }

    /// <summary>Bytes that are reserved now.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _small.Used + _large.Used;
            }
        }
    }

    /// <summary>Whether a body waits for memory.</summary>
    public bool IsShort
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count > 0;
            }
        }
    }

    /// <summary>What a silo may use whose heap is limited to so many bytes: an eighth, 16 MiB to 1 GiB.</summary>
    internal static long OfHeap(long available) => Math.Clamp(available / PartOfHeap, Least, Most);

    /// <summary>Opens the account of one body; dispose it when the body is no longer needed.</summary>
    /// <param name="host">Whose body it is.</param>
    public BodyAccount Open(string host) => new(this, host);

    /// <summary>Makes an account's reservation so large; completes when there is room for it.</summary>
    internal Task ReserveAsync(BodyAccount account, long bytes, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (bytes <= account.Reserved)
            {
                return Task.CompletedTask;
            }

            waiter = new Waiter(account, bytes);
            account.IsWaiting = true;
            _waiters.AddLast(waiter);
            Count(account, -1);
            Grant();
        }

        return waiter.Granted.Task.IsCompleted ? Task.CompletedTask : WaitAsync(waiter, cancellationToken);
    }

    internal void Release(BodyAccount account)
    {
        lock (_lock)
        {
            Count(account, -1);
            Charge(account, -account.Reserved);
            account.Reserved = 0;
            Grant();
        }
    }

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Granted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (waiter.Account.IsWaiting)
                {
                    _waiters.Remove(waiter);
                    waiter.Account.IsWaiting = false;
                    Count(waiter.Account, 1);
                    Grant();
                }
            }

            throw;
        }
    }

    /// <summary>Gives room to the bodies that fit, in order of arrival.</summary>
    private void Grant()
    {
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            if (Fits(node.Value))
            {
                var (account, bytes) = (node.Value.Account, node.Value.Bytes);
                _waiters.Remove(node);
                Charge(account, -account.Reserved);
                account.Reserved = bytes;
                Charge(account, bytes);
                account.IsWaiting = false;
                Count(account, 1);
                node.Value.Granted.SetResult();
            }

            node = next;
        }
    }

    private bool Fits(Waiter waiter)
    {
        var pool = PoolOf(waiter.Bytes);
        var held = ReferenceEquals(pool, PoolOf(waiter.Account.Reserved)) ? waiter.Account.Reserved : 0;
        var ofHost = _hosts.GetValueOrDefault(waiter.Account.Host);

        // Nobody in the pool is reading who could make room by ending: this one goes on whatever it takes.
        return pool.Reading == 0
            || (pool.Used - held + waiter.Bytes <= pool.Size
                && (ofHost == waiter.Account.Reserved || ofHost - waiter.Account.Reserved + waiter.Bytes <= _share));
    }

    private void Charge(BodyAccount account, long bytes)
    {
        PoolOf(account.Reserved).Used += bytes;
        var left = _hosts.GetValueOrDefault(account.Host) + bytes;
        if (left > 0)
        {
            _hosts[account.Host] = left;
        }
        else
        {
            _hosts.Remove(account.Host);
        }
    }

    /// <summary>Counts those who hold memory and do not wait: they end sooner or later.</summary>
    private void Count(BodyAccount account, int by)
    {
        if (account.Reserved > 0)
        {
            PoolOf(account.Reserved).Reading += by;
        }
    }

    private Pool PoolOf(long bytes) => bytes <= Small ? _small : _large;

    private sealed class Pool(long size)
    {
        public long Size => size;

        public long Used { get; set; }

        public int Reading { get; set; }
    }

    private sealed class Waiter(BodyAccount account, long bytes)
    {
        public BodyAccount Account => account;

        public long Bytes => bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

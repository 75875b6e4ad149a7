
namespace Thresher.TestWeb.Ledger;

/// <summary>Every request a server received, in the order of arrival; only ever appended to. Safe for all threads;
/// an entry costs the same however many there are (about 70 bytes and its path).</summary>
public sealed class RequestLedger
{
    private const int ChunkLength = 8192;

    private readonly Lock _gate = new();
    private readonly List<Slot[]> _chunks = [];
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _count;

    /// <summary>Starts an empty ledger now.</summary>
    /// <param name="time">The clock to stamp with; the system's if null.</param>
    public RequestLedger(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
    }

    /// <summary>Number of requests so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Enters a request that has just arrived.</summary>
    /// <returns>Its sequence number.</returns>
    public long Begin(string host, string target, string? userAgent, string connection)
    {
        lock (_gate)
        {
            // Stamped under the lock: sequence and time never disagree about the order.
            var slot = new Slot
            {
                Host = host,
                Target = target,
                UserAgent = userAgent,
                Connection = connection,
                Arrived = _time.GetTimestamp(),
                ArrivedAt = _time.GetUtcNow(),
            };
            var sequence = _count;
            if (sequence % ChunkLength == 0)
            {
                _chunks.Add(new Slot[ChunkLength]);
            }

            _chunks[^1][sequence % ChunkLength] = slot;
            Interlocked.Increment(ref _count);
            return sequence;
        }
    }

    /// <summary>Notes that a request is answered. The first call for a sequence number counts, later ones do nothing.</summary>
    /// <param name="sequence">What <see cref="Begin"/> returned.</param>
    /// <param name="status">The status sent, or 0 if none was.</param>
    public void End(long sequence, int status)
    {
        lock (_gate)
        {
            ref var slot = ref SlotAt(sequence);
            if (!slot.HasEnded)
            {
                slot.HasEnded = true;
                slot.Ended = _time.GetTimestamp();
                slot.Status = status;
            }
        }
    }

    /// <summary>One entry as it is now.</summary>
    public RequestEntry this[long sequence]
    {
        get
        {
            lock (_gate)
            {
                return Entry(sequence);
            }
        }
    }

    /// <summary>A copy of the entries as they are now.</summary>
    /// <param name="from">The first sequence number wanted; take <see cref="Count"/> before a phase to see only that phase.</param>
    public IReadOnlyList<RequestEntry> Entries(long from = 0)
    {
        var entries = new List<RequestEntry>();
        for (var sequence = from; ; sequence++)
        {
            // The lock is let go between entries: copying a million must not hold up requests.
            lock (_gate)
            {
                if (sequence >= _count)
                {
                    return entries;
                }

                entries.Add(Entry(sequence));
            }
        }
    }

    private ref Slot SlotAt(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, _count);
        return ref _chunks[(int)(sequence / ChunkLength)][sequence % ChunkLength];
    }

    private RequestEntry Entry(long sequence)
    {
        ref var slot = ref SlotAt(sequence);
        return new RequestEntry(
            sequence,
            slot.Host,
            slot.Target,
            _time.GetElapsedTime(_start, slot.Arrived),
            slot.ArrivedAt,
            slot.HasEnded ? _time.GetElapsedTime(_start, slot.Ended) : null,
            slot.Status,
            slot.UserAgent,
            slot.Connection);
    }

    private struct Slot
    {
        public string Host;
        public string Target;
        public string? UserAgent;
        public string Connection;
        public long Arrived;
        public DateTimeOffset ArrivedAt;
        public long Ended;
        public int Status;
        public bool HasEnded;
    }
}

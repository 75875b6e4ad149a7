using System.Diagnostics.CodeAnalysis;

namespace Thresher.Grains.Resolving;

/// <summary>
/// Answers for as long as they may be used, missing names and failures included (RFC 2308, RFC 9520). Bounded: beyond
/// the capacity the answers that came first are dropped.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="capacity">Names at most.</param>
internal sealed class NameCache(TimeProvider time, int capacity = NameCache.DefaultCapacity)
{
    /// <summary>Some 5 MB of names and addresses.</summary>
    public const int DefaultCapacity = 20_000;

    /// <summary>Even an answer that is not to be kept is used by the connections that are being made.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    /// <summary>A host that moves is found again within the hour.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>A missing name may be registered any moment.</summary>
    public static readonly TimeSpan LongestMissing = TimeSpan.FromMinutes(15);

    /// <summary>RFC 9520 §3.2: failures are cached, for at most five minutes.</summary>
    public static readonly TimeSpan OfFailure = TimeSpan.FromSeconds(10);

    /// <summary>RFC 8767: how long after its end an answer still serves while no name server gives a new one.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Queue<Entry> _arrivals = new();

    /// <summary>Names it knows.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Finds what is known of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isFresh">False when its time is over: its addresses serve only while there is no newer answer.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out NameAnswer? answer, out bool isFresh)
    {
        lock (_lock)
        {
            (answer, isFresh) = (null, false);
            if (!_entries.TryGetValue(name, out var entry))
            {
                return false;
            }

            var age = time.GetElapsedTime(entry.Since);
            isFresh = age < entry.Lifetime;
            answer = isFresh || (entry.Answer.Kind == NameAnswerKind.Found && age < entry.Lifetime + Stale) ? entry.Answer : null;
            return answer is not null;
        }
    }

    /// <summary>Keeps an answer. A failure leaves the addresses known before to serve on, and is not asked again meanwhile.</summary>
    public void Keep(string name, NameAnswer answer)
    {
        lock (_lock)
        {
            if (answer.Kind == NameAnswerKind.Failed && _entries.TryGetValue(name, out var known) && known.Answer.Kind == NameAnswerKind.Found
                && time.GetElapsedTime(known.Since) < known.Lifetime + Stale)
            {
                return;
            }

            var entry = new Entry(name, answer, time.GetTimestamp(), LifetimeOf(answer));
            _entries[name] = entry;
            _arrivals.Enqueue(entry);
            while (_entries.Count > capacity || _arrivals.Count > capacity * 2)
            {
                // Only if it has not been replaced since it arrived.
                var oldest = _arrivals.Dequeue();
                if (_entries.TryGetValue(oldest.Name, out var current) && ReferenceEquals(current, oldest))
                {
                    _entries.Remove(oldest.Name);
                }
            }
        }
    }

    private static TimeSpan LifetimeOf(NameAnswer answer) => answer.Kind switch
    {
        NameAnswerKind.Found => Clamp(answer.Lifetime, Longest),
        NameAnswerKind.Missing => Clamp(answer.Lifetime, LongestMissing),
        _ => OfFailure,
    };

    private static TimeSpan Clamp(TimeSpan lifetime, TimeSpan longest) => lifetime < Shortest ? Shortest : lifetime > longest ? longest : lifetime;

    private sealed record Entry(string Name, NameAnswer Answer, long Since, TimeSpan Lifetime);
}

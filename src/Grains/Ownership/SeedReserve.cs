namespace Thresher.Grains.Ownership;

/// <summary>
/// Decides which seeds' domains are served beyond the number that a silo serves at one time, so that a crawl that starts
/// beside one with more domains waits for none of their turns. Each crawl has a share in a turn: one that seeds without end
/// leaves the others theirs. Domains for which there is no place wait here, a few of each crawl; the further ones take
/// their turn like all others. Safe for any thread.
/// </summary>
/// <param name="served">Domains served at one time, 1 or more.</param>
/// <param name="time">Measures the turns.</param>
internal sealed class SeedReserve(int served, TimeProvider time)
{
    /// <summary>The part of the domains served at one time that is added for seeds, and each crawl's part of that.</summary>
    private const int Part = 8;

    /// <summary>Domains of a crawl that wait for a place at most.</summary>
    private const int MostWaiting = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<Crawl> _crawls = [];
    private readonly int _share = Math.Max(1, served / Part / Part);

    /// <summary>Domains served at one time at most, with those of seeds.</summary>
    public int Most { get; } = served + Math.Max(1, served / Part);

    /// <summary>Adds domains to those that wait.</summary>
    /// <param name="crawlId">The crawl that they were seeded into.</param>
    /// <param name="domains">The domains, the first one first.</param>
    public void Add(long crawlId, IEnumerable<string> domains)
    {
        lock (_lock)
        {
            if (Find(crawlId) is not { } crawl)
            {
                crawl = new Crawl(crawlId);
                _crawls.AddFirst(crawl);
            }

            foreach (var domain in domains)
            {
                if (crawl.Waiting.Count >= MostWaiting)
                {
                    return;
                }

                crawl.Waiting.Enqueue(domain);
            }
        }
    }

    /// <summary>Takes the domains that are to be served now: one of each crawl in turn, none beyond its share.</summary>
    /// <param name="places">How many at most.</param>
    /// <param name="isServed">Says which need no place any more.</param>
    public IReadOnlyList<string> Take(int places, Func<string, bool> isServed)
    {
        lock (_lock)
        {
            if (_crawls.Count == 0)
            {
                return [];
            }

            var taken = new List<string>();
            for (var node = _crawls.First; node is not null;)
            {
                var (crawl, next) = (node.Value, node.Next);
                if (crawl.IsOver(time))
                {
                    crawl.Granted = 0;
                }

                if (taken.Count < places && crawl.Granted < _share && crawl.Next(isServed) is { } domain)
                {
                    crawl.Since = crawl.Granted == 0 ? time.GetTimestamp() : crawl.Since;
                    crawl.Granted++;
                    taken.Add(domain);

                    // It comes again after all others.
                    _crawls.Remove(node);
                    _crawls.AddLast(node);
                    next ??= node;
                }
                else if (crawl is { Waiting.Count: 0, Granted: 0 })
                {
                    _crawls.Remove(node);
                }

                node = next;
            }

            return taken;
        }
    }

    private Crawl? Find(long crawlId)
    {
        foreach (var crawl in _crawls)
        {
            if (crawl.Id == crawlId)
            {
                return crawl;
            }
        }

        return null;
    }

    private sealed class Crawl(long id)
    {
        public long Id => id;

        public Queue<string> Waiting { get; } = new();

        /// <summary>Places taken in the turn that began at <see cref="Since"/>.</summary>
        public int Granted { get; set; }

        public long Since { get; set; }

        public bool IsOver(TimeProvider time) => Granted > 0 && time.GetElapsedTime(Since) >= ActiveDomains.Turn;

        public string? Next(Func<string, bool> isServed)
        {
            while (Waiting.TryDequeue(out var domain))
            {
                if (!isServed(domain))
                {
                    return domain;
                }
            }

            return null;
        }
    }
}

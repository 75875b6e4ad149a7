using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Frontier.Histories;

/// <summary>The frontier's rows of one domain, kept as the engines keep them: epochs, leases, when it was last asked.</summary>
internal sealed class WorldStore(WorldTime time, WorldCrawls crawls)
{
    private readonly List<Row> _rows = [];
    private long _epoch;
    private bool _owned;
    private TimeSpan _quietSince;

    private enum RowState
    {
        Queued,
        Leased,
        Retrying,
        Done,
    }

    public TimeSpan WakeAt { get; private set; }

    public int Pending => _rows.Count(row => row.State != RowState.Done);

    public bool IsDue => !_owned && WakeAt <= time.Now && _rows.Exists(Leasable);

    /// <summary>When something may be leased at the earliest, if nothing else happens.</summary>
    public TimeSpan NextDue => _rows.Where(row => row.State == RowState.Retrying && crawls.Running[row.Crawl]).Select(row => row.DueAt).DefaultIfEmpty(time.Now).Min();

    public void Accept(int crawl, string scheme, bool isPrivate)
    {
        _rows.Add(new Row(_rows.Count + 1, crawl, $"{scheme}://h.test/{(isPrivate ? "x" : "")}{_rows.Count + 1}"));
        WakeAt = time.Now < WakeAt ? time.Now : WakeAt;
    }

    public DomainLease Acquire()
    {
        var quiet = _owned ? TimeSpan.Zero : time.Now - _quietSince;
        (_owned, _epoch) = (true, _epoch + 1);
        Recover();
        return new DomainLease(1, _epoch, 0, quiet);
    }

    public List<LeasedUrl> Lease(DomainLease lease, int max)
    {
        Check(lease);
        var leased = _rows.Where(Leasable).OrderByDescending(row => row.State).ThenBy(row => row.Id).Take(max).ToList();
        foreach (var row in leased)
        {
            row.State = RowState.Leased;
        }

        return [.. leased.Select(row => new LeasedUrl(row.Id, row.Crawl, row.Url, 0, 0, row.Attempts, 0, 0))];
    }

    public void Return(DomainLease lease, IEnumerable<long> ids)
    {
        foreach (var id in lease.Epoch == _epoch ? ids : [])
        {
            var row = _rows[(int)id - 1];
            row.State = row.State == RowState.Leased ? RowState.Queued : row.State;
        }
    }

    public bool Release(DomainLease lease)
    {
        if (lease.Epoch != _epoch || !_owned)
        {
            return true;
        }

        Recover();
        if (_rows.Exists(Leasable))
        {
            return false;
        }

        (_owned, WakeAt, _quietSince) = (false, NextDue, Later(_quietSince, time.Now));
        return true;
    }

    public void Abandon(DomainLease lease, TimeSpan wakeAt, TimeSpan quietFor)
    {
        if (lease.Epoch == _epoch && _owned)
        {
            Recover();
            (_owned, WakeAt, _quietSince) = (false, wakeAt, Later(_quietSince, time.Now - quietFor));
        }
    }

    /// <summary>A stopped silo gives its domains back.</summary>
    public void ReleaseOwner(TimeSpan quietFor)
    {
        if (_owned)
        {
            Recover();
            (_owned, WakeAt, _quietSince) = (false, TimeSpan.Zero, Later(_quietSince, time.Now - quietFor));
        }
    }

    /// <summary>A killed silo's lease has run out.</summary>
    public void Expire() => WakeAt = _owned ? TimeSpan.Zero : WakeAt;

    /// <summary>Whether a killed owner's domain would be found.</summary>
    public bool IsOrphaned => _owned;

    public void GiveUp(DomainLease lease)
    {
        foreach (var row in lease.Epoch == _epoch ? _rows.Where(row => row.State is RowState.Queued or RowState.Retrying) : [])
        {
            row.State = RowState.Done;
        }
    }

    /// <summary>Ends a lease: for good, or until another try.</summary>
    public void Complete(DomainLease lease, long id, TimeSpan? again, bool counts = true)
    {
        var row = _rows[(int)id - 1];
        if (lease.Epoch == _epoch && row.State == RowState.Leased)
        {
            row.Attempts += counts ? 1 : 0;
            row.State = again is null ? RowState.Done : again > TimeSpan.Zero ? RowState.Retrying : RowState.Queued;
            row.DueAt = time.Now + (again ?? TimeSpan.Zero);
        }
    }

    private bool Leasable(Row row) =>
        crawls.Running[row.Crawl] && (row.State == RowState.Queued || (row.State == RowState.Retrying && row.DueAt <= time.Now));

    private void Recover()
    {
        foreach (var row in _rows.Where(row => row.State == RowState.Leased))
        {
            row.State = RowState.Queued;
        }
    }

    private void Check(DomainLease lease)
    {
        if (lease.Epoch != _epoch || !_owned)
        {
            throw new StaleEpochException(1, lease.Epoch);
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed class Row(long id, int crawl, string url)
    {
        public long Id => id;

        public int Crawl => crawl;

        public string Url => url;

        public int Attempts { get; set; }

        public TimeSpan DueAt { get; set; }

        public RowState State { get; set; }
    }
}

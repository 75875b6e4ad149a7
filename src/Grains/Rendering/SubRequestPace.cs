namespace Thresher.Grains.Rendering;

/// <summary>
/// The pace of what pages ask of their own host, beside the delay between documents, which counts from the last of these
/// requests: one at a time, and a tenth of the delay, one second at most, between the end of one and the next.
/// </summary>
internal sealed class SubRequestPace(TimeProvider time)
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Line> _lines = [];

    /// <summary>The gap at a delay.</summary>
    public static TimeSpan GapOf(TimeSpan delay) => delay / 10 < LongestGap ? delay / 10 : LongestGap;

    /// <summary>Waits for the host to be free; it is until the result is disposed.</summary>
    /// <param name="domain">Domain key.</param>
    /// <param name="delay">The delay between documents.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IDisposable> EnterAsync(string domain, TimeSpan delay, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_lines)
        {
            if (!_lines.TryGetValue(domain, out line))
            {
                // The document has just come: the first waits as well.
                _lines[domain] = line = new Line(time.GetTimestamp());
            }

            line.Users++;
        }

        var turn = new Turn(this, domain, line);
        try
        {
            await line.Gate.WaitAsync(cancellationToken);
            turn.IsIn = true;
            var left = GapOf(delay) - time.GetElapsedTime(line.FreeSince);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancellationToken);
            }

            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private sealed class Line(long freeSince)
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }

        public long FreeSince { get; set; } = freeSince;
    }

    private sealed class Turn(SubRequestPace pace, string domain, Line line) : IDisposable
    {
        public bool IsIn { get; set; }

        public void Dispose()
        {
            if (IsIn)
            {
                line.FreeSince = pace.Now;
                line.Gate.Release();
            }

            lock (pace._lines)
            {
                if (--line.Users == 0)
                {
                    pace._lines.Remove(domain);
                }
            }
        }
    }

    private long Now => time.GetTimestamp();
}

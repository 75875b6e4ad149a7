namespace Thresher.Grains.Resolving;

/// <summary>What a small file of the system says, read again when it has changed; at most every few seconds is it looked at.</summary>
/// <param name="path">The file; one that cannot be read is empty.</param>
/// <param name="parse">Reads its lines.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedFile<T>(string path, Func<IEnumerable<string>, T> parse, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private T? _content;
    private long? _checked;
    private DateTime _written;

    /// <summary>As it is, or was some seconds ago.</summary>
    public T Current
    {
        get
        {
            lock (_lock)
            {
                if (_checked is not { } at || time.GetElapsedTime(at) > Interval)
                {
                    Check();
                }

                return _content!;
            }
        }
    }

    private void Check()
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (_checked is null || written != _written)
        {
            _content = parse(Lines());
            _written = written;
        }

        _checked = time.GetTimestamp();
    }

    private string[] Lines()
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

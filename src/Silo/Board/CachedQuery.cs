namespace Thresher.Silo.Board;

/// <summary>A query whose result all callers within a second share, so that many viewers cost as little as one.</summary>
internal sealed class CachedQuery<T>(Func<CancellationToken, Task<T>> look, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private (T Value, long At)? _last;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) >= Lifetime)
            {
                last = (await look(cancellationToken), time.GetTimestamp());
                _last = last;
            }

            return last.Value;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}

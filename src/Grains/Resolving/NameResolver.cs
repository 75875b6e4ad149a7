using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Thresher.Grains.Resolving;

/// <summary>
/// The silo's one resolver: a cache before a source, one question at a time for each name, and a bound on questions. A
/// question that is not answered at once moves to places of its own, so slow and dead names wait for each other and not
/// before those that are quick. A caller that stops waiting leaves the question, and its answer serves the next try.
/// </summary>
/// <param name="source">Answers questions; disposed of with the resolver.</param>
/// <param name="time">The clock of the cache and the limits.</param>
internal sealed class NameResolver(INameSource source, TimeProvider time) : IDisposable
{
    /// <summary>Questions at most that have not taken <see cref="Patience"/> yet.</summary>
    public const int QuickPlaces = 128;

    /// <summary>Questions at most that have: each holds a socket or two.</summary>
    public const int SlowPlaces = 2048;

    /// <summary>Questions that may wait for a place; what comes beyond fails at once, to be tried again later.</summary>
    public const int MostWaiting = 8192;

    /// <summary>Time after which a question counts as slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Time within which a question ends: less than the default limit for a connection.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <summary>How long a known host waits for a new answer before its former addresses serve (RFC 8767 §5).</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMilliseconds(500);

    private readonly NameCache _cache = new(time);
    private readonly ConcurrentDictionary<string, Lazy<Task<NameAnswer>>> _questions = new();
    private readonly SemaphoreSlim _quick = new(QuickPlaces);
    private readonly SemaphoreSlim _slow = new(SlowPlaces);

    /// <summary>Questions that have not ended.</summary>
    public int Open => _questions.Count;

    /// <summary>The addresses of a name, in the order in which they should be tried; at least one.</summary>
    /// <param name="host">A name as URLs have it; not an address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">
    /// <see cref="SocketError.HostNotFound"/>: there is no such name, or it has no address. <see cref="SocketError.TryAgain"/>:
    /// no name server gave an answer in time.
    /// </exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        if (!DnsName.IsPossible(name) || DnsName.IsReservedAsMissing(name))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (_cache.TryFind(name, out var known, out var isFresh) && isFresh)
        {
            return AddressesOf(known);
        }

        var question = QuestionOf(name);
        if (known is not null && !await EndsWithinAsync(question, StaleAfter, cancellationToken))
        {
            return known.Addresses;
        }

        var answer = await question.WaitAsync(cancellationToken);
        return AddressesOf(answer.Kind == NameAnswerKind.Failed && known is not null ? known : answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The semaphores have no handle, and questions may still be open.
        (source as IDisposable)?.Dispose();
    }

    private static IPAddress[] AddressesOf(NameAnswer answer) => answer.Kind switch
    {
        NameAnswerKind.Found => answer.Addresses,
        NameAnswerKind.Missing => throw new SocketException((int)SocketError.HostNotFound),
        _ => throw new SocketException((int)SocketError.TryAgain),
    };

    private Task<NameAnswer> QuestionOf(string name)
    {
        if (_questions.Count >= QuickPlaces + SlowPlaces + MostWaiting && !_questions.ContainsKey(name))
        {
            return Task.FromResult(NameAnswer.Failed);
        }

        return _questions.GetOrAdd(name, key => new Lazy<Task<NameAnswer>>(() => AskAsync(key))).Value;
    }

    private async Task<NameAnswer> AskAsync(string name)
    {
        try
        {
            await _quick.WaitAsync();
            var place = _quick;
            try
            {
                using var limit = new CancellationTokenSource(Limit, time);
                var answering = WithinAsync(name, limit.Token);
                if (!await EndsWithinAsync(answering, Patience, CancellationToken.None) && await MovedAsync(answering))
                {
                    place.Release();
                    place = _slow;
                }

                var answer = await answering;
                _cache.Keep(name, answer);
                return answer;
            }
            finally
            {
                place.Release();
            }
        }
        finally
        {
            _questions.TryRemove(name, out _);
        }
    }

    private async Task<NameAnswer> WithinAsync(string name, CancellationToken limit)
    {
        try
        {
            return await source.QueryAsync(name, limit).WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            return NameAnswer.Failed;
        }
    }

    /// <returns>True when a slow place was taken, false when the answer came first.</returns>
    private async Task<bool> MovedAsync(Task answering)
    {
        using var answered = new CancellationTokenSource();
        var taking = _slow.WaitAsync(answered.Token);
        if (await Task.WhenAny(taking, answering) == taking)
        {
            return true;
        }

        await answered.CancelAsync();
        try
        {
            await taking;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return task.IsCompleted;
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Thresher.Grains.Resolving;

/// <summary>
/// The operating system's resolver, on threads of its own: it blocks its caller, so a dozen slow names would hold the
/// whole thread pool. A question that nobody waits for any more holds its thread until the system answers.
/// </summary>
/// <param name="resolve">The blocking call; the system's if null.</param>
internal sealed class SystemSource(Func<string, IPAddress[]>? resolve = null) : INameSource, IDisposable
{
    /// <summary>Threads at most; each is started when all others are busy.</summary>
    public const int MostThreads = 16;

    /// <summary>The system does not say how long its answers may be used.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Func<string, IPAddress[]> _resolve = resolve ?? Dns.GetHostAddresses;
    private readonly BlockingCollection<Question> _questions = [];
    private readonly Lock _lock = new();
    private int _threads;
    private int _idle;

    /// <inheritdoc/>
    public Task<NameAnswer> QueryAsync(string name, CancellationToken cancellationToken)
    {
        var question = new Question(name, cancellationToken);
        lock (_lock)
        {
            _questions.Add(question, CancellationToken.None);
            if (_idle < _questions.Count && _threads < MostThreads)
            {
                _threads++;
                new Thread(Serve, maxStackSize: 256 * 1024) { IsBackground = true, Name = "names" }.Start();
            }
        }

        return question.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the threads as their questions end.</summary>
    public void Dispose() => _questions.CompleteAdding();

    private void Serve()
    {
        Interlocked.Increment(ref _idle);
        foreach (var question in _questions.GetConsumingEnumerable())
        {
            Interlocked.Decrement(ref _idle);
            if (!question.Cancellation.IsCancellationRequested)
            {
                question.Answer.TrySetResult(Answer(question.Name));
            }

            Interlocked.Increment(ref _idle);
        }
    }

    private NameAnswer Answer(string name)
    {
        try
        {
            var addresses = _resolve(name);
            return addresses.Length == 0 ? NameAnswer.Missing(Lifetime) : NameAnswer.Found(addresses, Lifetime);
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? NameAnswer.Missing(Lifetime) : NameAnswer.Failed;
        }
        catch (ArgumentException)
        {
            return NameAnswer.Missing(Lifetime);
        }
    }

    private sealed record Question(string Name, CancellationToken Cancellation)
    {
        public TaskCompletionSource<NameAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

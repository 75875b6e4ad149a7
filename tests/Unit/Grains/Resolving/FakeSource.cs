using System.Collections.Concurrent;
using System.Net;
using Thresher.Grains.Resolving;

namespace Thresher.Tests.Unit.Grains.Resolving;

/// <summary>Answers when the test says so.</summary>
internal sealed class FakeSource : INameSource
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<NameAnswer>> _answers = new();

    public ConcurrentQueue<string> Asked { get; } = new();

    public static NameAnswer Found(string address, int seconds = 60) => NameAnswer.Found([IPAddress.Parse(address)], TimeSpan.FromSeconds(seconds));

    /// <summary>Answers the question for a name, which may have been asked or not; until <see cref="Forget"/>, all of them.</summary>
    public void Answer(string name, NameAnswer answer) => Of(name).TrySetResult(answer);

    /// <summary>Questions from now on wait.</summary>
    public void Forget(string name) => _answers.TryRemove(name, out _);

    public Task<NameAnswer> QueryAsync(string name, CancellationToken cancellationToken)
    {
        Asked.Enqueue(name);
        return Of(name).Task.WaitAsync(cancellationToken);
    }

    private TaskCompletionSource<NameAnswer> Of(string name) =>
        _answers.GetOrAdd(name, _ => new TaskCompletionSource<NameAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
}

using System.Reflection;
using System.Threading.Channels;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A sound catalog that tells the crawls' versions only when it is told to, each time it is asked; make it with <see cref="DispatchProxy"/>.</summary>
public class GatedCatalog : DispatchProxy
{
    private readonly Channel<TaskCompletionSource> _asked = Channel.CreateUnbounded<TaskCompletionSource>();
    private volatile bool _open;

    /// <summary>What answers.</summary>
    public ICrawlCatalog Sound { get; set; } = null!;

    /// <summary>The next question, once it is asked: completing it lets the answer through.</summary>
    public async Task<TaskCompletionSource> NextAsync(CancellationToken cancellationToken) => await _asked.Reader.ReadAsync(cancellationToken);

    /// <summary>Holds back nothing any more, but what was asked before.</summary>
    public void Open() => _open = true;

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ICrawlCatalog.VersionsAsync) && !_open
            ? VersionsAsync((CancellationToken)args![0]!)
            : targetMethod.Invoke(Sound, args);

    private async Task<IReadOnlyDictionary<long, long>> VersionsAsync(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Writer.TryWrite(asked);
        await asked.Task.WaitAsync(cancellationToken);
        return await Sound.VersionsAsync(cancellationToken);
    }
}

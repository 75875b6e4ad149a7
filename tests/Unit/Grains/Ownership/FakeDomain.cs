using Thresher.Grains.Contracts;
using Thresher.Grains.Ownership;

namespace Thresher.Tests.Unit.Grains.Ownership;

/// <summary>An activation that only knows how long its host was left alone, and remembers what it was told.</summary>
internal sealed class FakeDomain(TimeSpan quietFor) : IActiveDomain
{
    public TimeSpan QuietFor => quietFor;

    public bool HasYielded { get; private set; }

    public DomainView View() => throw new NotSupportedException();

    public Task StopAsync() => Task.CompletedTask;

    public void Yield() => HasYielded = true;
}

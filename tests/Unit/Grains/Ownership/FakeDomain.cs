using Thresher.Grains.Contracts;
using Thresher.Grains.Ownership;

namespace Thresher.Tests.Unit.Grains.Ownership;

/// <summary>An activation that only knows how long its host was left alone, and remembers what it was told; its host may be held.</summary>
internal sealed class FakeDomain(TimeSpan quietFor) : IActiveDomain
{
    public TimeSpan QuietFor => quietFor;

    public bool HasYielded { get; private set; }

    /// <summary>Why and until when its host is held, Unix milliseconds.</summary>
    public (HoldReason Reason, long Until) Hold { get; set; }

    public DomainView View() => new("", "", 0, 0, 0, TimeSpan.Zero, Hold.Until, 0, 0, 0) { Hold = Hold.Reason };

    public Task StopAsync() => Task.CompletedTask;

    public void Yield() => HasYielded = true;
}

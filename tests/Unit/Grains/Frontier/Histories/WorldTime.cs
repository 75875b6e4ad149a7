namespace Thresher.Tests.Unit.Grains.Frontier.Histories;

/// <summary>Time that moves when it is told to, without timers: histories ask for it a great many times.</summary>
internal sealed class WorldTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public void Advance(TimeSpan by) => Now += by;
}

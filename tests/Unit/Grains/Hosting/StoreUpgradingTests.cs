using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Hosting;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Hosting;

public sealed class StoreUpgradingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StoreFaults _faults = new();
    private readonly RecordingLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_StepsUntilNothingIsLeft_AndSaysHowFarItIs()
    {
        var upgrade = new StubUpgrade(call => call <= 3 ? Task.FromResult<UpgradeProgress?>(new("url-times", call * 10, 30)) : Task.FromResult<UpgradeProgress?>(null));

        await RunAsync(upgrade, waits: false);

        Assert.Equal(4, upgrade.Calls);
        Assert.Equal(
            ["Upgrading stored rows (url-times): 10 of 30 done; crawls go on meanwhile", "Upgraded stored rows (url-times): 30"], _log.Lines);
    }

    [Fact]
    public async Task Run_StoreAwayInACluster_WaitsAndGoesOn()
    {
        var upgrade = new StubUpgrade(call => call == 1
            ? Task.FromException<UpgradeProgress?>(new StoreException("away") { IsTransient = true })
            : Task.FromResult<UpgradeProgress?>(null));

        await RunAsync(upgrade, waits: true, passes: TimeSpan.FromSeconds(1));

        Assert.Equal(2, upgrade.Calls);
        Assert.Equal(["Upgrading stored rows waits for the store: away; trying again in 5 s"], _log.Lines);
        Assert.False(_faults.First.IsCompleted);
    }

    [Fact]
    public async Task Run_StoreFailsEmbedded_ReportsIt()
    {
        var failure = new StoreException("the disk is full");

        await RunAsync(new StubUpgrade(_ => Task.FromException<UpgradeProgress?>(failure)), waits: false);

        Assert.Same(failure, await _faults.First);
    }

    private async Task RunAsync(StubUpgrade upgrade, bool waits, TimeSpan passes = default)
    {
        using var service = new StoreUpgrading(upgrade, _faults, new ThresherOptions { WaitsForStore = waits }, _time, _log);
        await service.StartAsync(Cancel);
        while (!service.ExecuteTask!.IsCompleted)
        {
            _time.Advance(passes);
            await Task.Yield();
        }

        await service.ExecuteTask;
    }

    private sealed class StubUpgrade(Func<int, Task<UpgradeProgress?>> answer) : IStoreUpgrade
    {
        public int Calls { get; private set; }

        public Task<UpgradeProgress?> StepAsync(int rows, CancellationToken cancellationToken)
        {
            Assert.Equal(RowLimits.Rewritten, rows);
            return answer(++Calls);
        }
    }

    private sealed class RecordingLog : ILogger<StoreUpgrading>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}

using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Frontier;

public sealed class DomainWakerTests
{
    private const string Domain = "a.test";

    /// <summary>It takes a moment: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    [Theory(Timeout = LimitMs)]
    [InlineData(typeof(SiloUnavailableException))]
    [InlineData(typeof(OrleansMessageRejectionException))]
    public async Task Wake_EnteredAtASiloThatHasGone_IsTriedElsewhereAtOnce(Type gone)
    {
        var grain = Grain(gone, failures: 2);

        await WakeAsync(grain, TestContext.Current.CancellationToken);

        Assert.Equal(3, grain.Wakes);
    }

    [Fact(Timeout = LimitMs)]
    public async Task Wake_NoSiloTakesIt_IsLeftToTheSweep()
    {
        var grain = Grain(typeof(SiloUnavailableException), failures: int.MaxValue);

        await WakeAsync(grain, TestContext.Current.CancellationToken);

        Assert.InRange(grain.Wakes, 2, 10);
    }

    [Fact(Timeout = LimitMs)]
    public async Task Wake_GrainFails_IsNotRepeated()
    {
        var grain = Grain(typeof(InvalidOperationException), failures: 1);

        await WakeAsync(grain, TestContext.Current.CancellationToken);

        Assert.Equal(1, grain.Wakes);
    }

    /// <summary>Wakes it, and lets time go by until that has ended.</summary>
    private static async Task WakeAsync(FailingGrain grain, CancellationToken cancel)
    {
        var time = new FakeTimeProvider();
        var grains = DispatchProxy.Create<IGrainFactory, OneGrain>();
        ((OneGrain)grains).Grain = grain;
        var waker = new DomainWaker(grains, time, NullLogger<DomainWaker>.Instance);
        waker.Wake(Domain);
        while (waker.IsWaking(Domain))
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(1, cancel);
        }
    }

    private static FailingGrain Grain(Type failure, int failures)
    {
        var grain = (FailingGrain)DispatchProxy.Create<IDomainGrain, FailingGrain>();
        (grain.Failure, grain.Failures) = (failure, failures);
        return grain;
    }

    /// <summary>A factory that knows one grain.</summary>
    public class OneGrain : DispatchProxy
    {
        public object? Grain { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }

    /// <summary>A domain of which only the waking is asked, and fails at first.</summary>
    public class FailingGrain : DispatchProxy
    {
        public Type Failure { get; set; } = typeof(Exception);

        public int Failures { get; set; }

        public int Wakes { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Wakes++;
            return Wakes > Failures ? Task.CompletedTask : Task.FromException(Make());
        }

        /// <summary>Some of Orleans' own have no constructor for others.</summary>
        private Exception Make() => (Exception)Activator.CreateInstance(
            Failure, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, ["gone"], null)!;
    }
}

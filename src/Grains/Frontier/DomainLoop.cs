using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Thresher.Storage;

namespace Thresher.Grains.Frontier;

/// <summary>
/// Carries out what a domain's <see cref="DomainSchedule"/> decides, until it leaves. Runs on the scheduler of its grain,
/// between the grain's calls and never inside one; every task it starts is awaited before it leaves. Invariant: the
/// end of every decision is reported to the schedule, whatever it was.
/// </summary>
internal sealed partial class DomainLoop(string domain, DomainSchedule schedule, DomainWork work, Func<bool> isSure, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<Task> _running = [];
    private CancellationTokenSource _held = new();
    private readonly AsyncSignal _signal = new();
    private ITimer? _timer;
    private DomainEvent.StopRequested? _stop;
    private Exception? _fault;

    /// <summary>Completes when everything has ended, with the silo that is to serve the domain from then on, if known.</summary>
    public Task<SiloAddress?> Completion { get; private set; } = Task.FromResult<SiloAddress?>(null);

    /// <summary>Starts; to be called on the grain's scheduler. The caller's execution context does not flow along.</summary>
    public void Start()
    {
        using var suppressed = ExecutionContext.SuppressFlow();
        _timer = time.CreateTimer(_ => _signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Completion = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();
    }

    /// <summary>Reports an event to the schedule; on the grain's scheduler only.</summary>
    public void Post(DomainEvent happened)
    {
        try
        {
            schedule.On(happened);
        }
        catch (Exception fault)
        {
            _fault ??= fault;
        }

        _signal.Set();
    }

    /// <summary>See <see cref="DomainSchedule.Reserve"/>; on the grain's scheduler only.</summary>
    public TimeSpan Reserve()
    {
        var wait = schedule.Reserve();
        _signal.Set();
        return wait;
    }

    /// <summary>Makes the domain leave as soon as nothing is in flight. Safe for any thread; the most important reason counts.</summary>
    public Task StopAsync(StopReason reason, SiloAddress? destination = null)
    {
        _stop = new DomainEvent.StopRequested(reason, destination);
        _signal.Set();
        return Completion;
    }

    /// <summary>Cancels whatever waits for the store, and abandons what is in flight.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _held.Cancel();
        _timer?.Dispose();
    }

    private async Task<SiloAddress?> RunAsync()
    {
        try
        {
            while (true)
            {
                if (Interlocked.Exchange(ref _stop, null) is { } stop)
                {
                    schedule.On(stop);
                }

                if (_fault is not null)
                {
                    ExceptionDispatchInfo.Throw(_fault);
                }

                switch (schedule.Decide())
                {
                    case Next.Wait wait:
                        await WaitAsync(wait.For);
                        break;
                    case Next.Leave leave:
                        return leave.Destination;
                    case var next:
                        var task = CarryOutAsync(next);
                        if (!task.IsCompleted)
                        {
                            _running.Add(task);
                            _ = ForgetAsync(task);
                        }

                        break;
                }
            }
        }
        catch (Exception fault)
        {
            // A fault in a decision: nothing more is sent, and the next activation starts again.
            LogFault(fault, domain);
            return null;
        }
        finally
        {
            await Task.WhenAll(_running);
            work.Dispose();
        }
    }

    private async Task CarryOutAsync(Next next)
    {
        DomainEvent? happened;
        try
        {
            happened = await work.RunAsync(next, next is Next.Dispatch or Next.FetchRobots or Next.LogIn ? _held.Token : _ending.Token);
        }
        catch (StaleEpochException)
        {
            LogLostDomain(domain);

            // Its host is the new owner's: what is in flight ends.
            Interlocked.Exchange(ref _held, new CancellationTokenSource()).Cancel();
            happened = new DomainEvent.LeaseLost();
        }
        catch (Exception failure)
        {
            happened = Failed(next, failure);
        }

        if (happened is not null)
        {
            Post(happened);
        }
    }

    private DomainEvent Failed(Next next, Exception failure)
    {
        // The writer reports the store's own failures once; the sweep reports an unavailable store, once for all domains.
        var level = failure is StoreException { IsTransient: true } or OperationCanceledException || !isSure() ? LogLevel.Debug : LogLevel.Warning;
        switch (next)
        {
            case Next.Dispatch { Url: var url }:
                LogLost(failure is StoreException ? LogLevel.Debug : level, url.Url, failure.Message);
                return new DomainEvent.Lost(url.Id);
            case Next.Exclude { Url: var url }:
                LogLost(level, url.Url, failure.Message);
                return new DomainEvent.Lost(url.Id);
            case Next.Fail { Url: var url }:
                LogLost(level, url.Url, failure.Message);
                return new DomainEvent.Lost(url.Id);
            case Next.FetchRobots robots:
                LogStepFailed(level, domain, nameof(Next.FetchRobots), failure.Message);
                return new DomainEvent.RobotsFetched(robots, null);
            case Next.LogIn login:
                LogStepFailed(level, domain, nameof(Next.LogIn), failure.Message);
                return new DomainEvent.LoggedIn(login, null);
            default:
                LogStepFailed(level, domain, next.GetType().Name, failure.Message);
                return new DomainEvent.StepFailed(next, failure is Orleans.Storage.InconsistentStateException);
        }
    }

    private async Task WaitAsync(TimeSpan? wait)
    {
        if (wait is { } limited)
        {
            _timer!.Change(limited < LeastWait ? LeastWait : limited, Timeout.InfiniteTimeSpan);
        }

        await _signal.WaitAsync();
    }

    private async Task ForgetAsync(Task task)
    {
        await task;
        _running.Remove(task);
    }

    [LoggerMessage(Message = "Lost track of {Url}; it will be served again: {Reason}")]
    private partial void LogLost(LogLevel level, string url, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Domain} was acquired by another owner")]
    private partial void LogLostDomain(string domain);

    [LoggerMessage(Message = "{Domain}: {Step} failed and will be tried again: {Reason}")]
    private partial void LogStepFailed(LogLevel level, string domain, string step, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Domain} is stopped and restarted: a fault in Thresher, please report it")]
    private partial void LogFault(Exception fault, string domain);
}

using System.Collections.Concurrent;
using Thresher.Grains.Configuration;

namespace Thresher.Grains.Ownership;

/// <summary>
/// The silo's places in flight, and its stop. A place bounds what a request costs: its body, its parsing, its commit. One
/// whose host is silent costs a socket and nothing else, so while others wait it is parked: it does not count until the
/// host has answered, and then comes before new requests. So hosts that never answer take nothing from those that do. What is
/// free is given in turn; who holds places already, or was slow the last time, comes some turns later, and domains of slow
/// hosts leave a quarter to the others.
/// </summary>
/// <param name="options">How many places there are.</param>
/// <param name="time">Tells silence.</param>
public sealed class FetchSlots(ThresherOptions options, TimeProvider? time = null) : IDisposable
{
    /// <summary>Parked places at most, for each that counts.</summary>
    private const int ParkedTimes = 16;

    /// <summary>Turns by which a domain comes later for each place that it holds.</summary>
    private const int HeldPenalty = 16;

    /// <summary>Turns by which a slow domain comes later, for each place there is.</summary>
    private const int SlowPenalty = 4;

    /// <summary>Silence after which a host is not waited for that answered in time before.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>The same of a host that never answered, or was slow.</summary>
    private static readonly TimeSpan UnknownSilence = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<SlotAccount, long> _asking = new();
    private readonly PriorityQueue<SlotAccount, long> _slowAsking = new();
    private readonly Queue<FetchPlace> _answers = new();
    private readonly Queue<FetchPlace> _silent = new();
    private readonly Queue<FetchPlace> _unknown = new();
    private readonly ConcurrentDictionary<long, FetchPlace> _byUrl = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource? _empty;
    private ITimer? _timer;
    private long _turn;
    private int _counted;
    private int _slow;
    private int _parked;

    /// <summary>Cancelled when the silo begins to stop: nothing more is dispatched.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Cancelled when fetches in progress are to be abandoned.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Places taken, parked ones included.</summary>
    public int Taken => _counted + _parked;

    /// <summary>Asks for a place; an account asks for one at a time.</summary>
    /// <param name="account">The domain's.</param>
    /// <param name="granted">Told of the place, at once or later, on any thread; never after <see cref="Withdraw"/> has returned true.</param>
    public void Ask(SlotAccount account, Action<FetchPlace> granted)
    {
        lock (_lock)
        {
            if (_draining.IsCancellationRequested)
            {
                return;
            }

            account.Asking = granted;
            var turn = _turn++ + (account.Held * HeldPenalty) + (account.IsSlow ? options.InFlight * SlowPenalty : 0);
            (account.IsSlow ? _slowAsking : _asking).Enqueue(account, turn);
            _timer ??= _time.CreateTimer(_ => Grant(), null, CheckInterval, CheckInterval);
        }

        Grant();
    }

    /// <summary>Asks no more.</summary>
    /// <returns>False when the place has been granted: the one who was told releases it.</returns>
    public bool Withdraw(SlotAccount account)
    {
        lock (_lock)
        {
            var asked = account.Asking is not null;
            account.Asking = null;
            return asked && (_asking.Remove(account, out _, out _) || _slowAsking.Remove(account, out _, out _));
        }
    }

    /// <summary>Says which URL the place is used for, so that its answer can be told.</summary>
    public void Use(FetchPlace place, long urlId)
    {
        place.UrlId = urlId;
        _byUrl[urlId] = place;
    }

    /// <summary>The URL's host has sent its page, which is about to be parsed, or begins to send what is worked on as it comes: completes when the place counts.</summary>
    public Task AnsweredAsync(long urlId, CancellationToken cancellationToken)
    {
        if (!_byUrl.TryRemove(urlId, out var place))
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            place.IsAnswered = true;
            if (!place.IsParked)
            {
                return Task.CompletedTask;
            }

            place.Returning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _answers.Enqueue(place);
        }

        Grant();
        return place.Returning.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops dispatching, waits for URLs in flight, then cancels the rest and waits for them.</summary>
    /// <param name="grace">How long fetches may continue; waiting for the cancelled ones takes at most as long again.</param>
    /// <param name="clock">Clock of the grace.</param>
    public async Task DrainAsync(TimeSpan grace, TimeProvider clock)
    {
        await _draining.CancelAsync();
        if (!await EmptyAsync(grace, clock))
        {
            await _stopping.CancelAsync();
            await EmptyAsync(grace, clock);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _draining.Dispose();
        _stopping.Dispose();
    }

    internal void Release(FetchPlace place)
    {
        lock (_lock)
        {
            if (place.IsReleased)
            {
                return;
            }

            place.IsReleased = true;
            _byUrl.TryRemove(KeyValuePair.Create(place.UrlId, place));
            place.Account.Held--;
            place.Account.IsSlow = place.IsParked || _time.GetElapsedTime(place.Since) > Slow;
            place.Account.IsKnown = !place.Account.IsSlow;
            if (place.IsParked)
            {
                _parked--;
            }
            else
            {
                Uncount(place);
            }

            if (Taken == 0)
            {
                _empty?.TrySetResult();
            }
        }

        Grant();
    }

    /// <summary>Parks what has been silent, and gives away what is free.</summary>
    private void Grant()
    {
        while (true)
        {
            FetchPlace? place;
            Action<FetchPlace>? granted = null;
            lock (_lock)
            {
                Park(_silent, Silence);
                Park(_unknown, UnknownSilence);
                if (_counted >= options.InFlight)
                {
                    return;
                }

                if (_answers.TryDequeue(out place))
                {
                    if (place.IsReleased)
                    {
                        continue;
                    }

                    place.IsParked = false;
                    _parked--;
                }
                else if (Next() is { } account)
                {
                    granted = account.Asking!;
                    account.Asking = null;
                    account.Held++;
                    place = new FetchPlace(this, account, _time.GetTimestamp()) { WasSlow = account.IsSlow };
                    (account.IsKnown ? _silent : _unknown).Enqueue(place);
                }
                else
                {
                    return;
                }

                Count(place);
            }

            granted?.Invoke(place);
            place.Returning?.TrySetResult();
        }
    }

    /// <summary>Whose turn it is; null when nobody's.</summary>
    private SlotAccount? Next()
    {
        if (_draining.IsCancellationRequested)
        {
            return null;
        }

        var quick = _asking.TryPeek(out _, out var quickTurn) ? quickTurn : long.MaxValue;
        var slow = _slow < Math.Max(1, options.InFlight * 3 / 4) && _slowAsking.TryPeek(out _, out var slowTurn) ? slowTurn : long.MaxValue;
        return quick == long.MaxValue && slow == long.MaxValue ? null : quick <= slow ? _asking.Dequeue() : _slowAsking.Dequeue();
    }

    private void Park(Queue<FetchPlace> places, TimeSpan silence)
    {
        while (places.TryPeek(out var place) && (place.IsReleased || place.IsAnswered || _time.GetElapsedTime(place.Since) >= silence))
        {
            if (!place.IsReleased && !place.IsAnswered)
            {
                if (_asking.Count + _slowAsking.Count == 0 || _parked >= options.InFlight * ParkedTimes)
                {
                    return;
                }

                Uncount(place);
                place.IsParked = true;
                _parked++;
            }

            places.Dequeue();
        }
    }

    private void Count(FetchPlace place)
    {
        _counted++;
        _slow += place.WasSlow ? 1 : 0;
    }

    private void Uncount(FetchPlace place)
    {
        _counted--;
        _slow -= place.WasSlow ? 1 : 0;
    }

    private async Task<bool> EmptyAsync(TimeSpan within, TimeProvider clock)
    {
        Task empty;
        lock (_lock)
        {
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Taken == 0)
            {
                _empty.TrySetResult();
            }

            empty = _empty.Task;
        }

        try
        {
            await empty.WaitAsync(within, clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;

namespace Thresher.Tests.Unit.Grains.Ownership;

public sealed class FetchSlotsTests : IDisposable
{
    private const int Places = 4;

    private readonly FakeTimeProvider _time = new();
    private readonly FetchSlots _slots;

    public FetchSlotsTests() => _slots = new FetchSlots(new ThresherOptions { InFlight = Places }, _time);

    public void Dispose() => _slots.Dispose();

    [Fact]
    public void Ask_PlacesAreFree_GrantsAtOnceUntilNoneIs()
    {
        var granted = Enumerable.Range(0, Places + 1).Select(_ => Ask(new SlotAccount())).ToList();

        Assert.Equal(Places, granted.Count(place => place.Value is not null));
        Assert.Equal(Places, _slots.Taken);
        granted[0].Value!.Dispose();
        granted[0].Value!.Dispose();
        Assert.NotNull(granted[^1].Value);
        Assert.Equal(Places, _slots.Taken);
    }

    [Fact]
    public void Ask_OthersHoldMore_ComesBeforeThem()
    {
        var (greedy, other) = (new SlotAccount(), new SlotAccount());
        var held = Enumerable.Range(0, Places).Select(_ => Ask(greedy)).ToList();
        var more = Ask(greedy);
        var first = Ask(other);

        held[0].Value!.Dispose();

        Assert.NotNull(first.Value);
        Assert.Null(more.Value);
    }

    [Fact]
    public void Ask_ManySilentHosts_TakeNothingFromOneThatAnswers()
    {
        var silent = Enumerable.Range(0, 60).Select(_ => Ask(new SlotAccount())).ToList();
        var quick = new SlotAccount();
        for (var request = 0; request < 50; request++)
        {
            var place = Ask(quick);
            for (var waited = 0; place.Value is null; waited++)
            {
                Assert.True(waited < 40, $"request {request} waits for a place behind silent hosts");
                _time.Advance(TimeSpan.FromMilliseconds(50));
            }

            place.Value.Dispose();
        }

        Assert.All(silent, place => Assert.NotNull(place.Value));
    }

    [Fact]
    public async Task AnsweredAsync_WasParked_CountsAgainBeforeNewRequests()
    {
        var silent = Ask(new SlotAccount());
        _slots.Use(silent.Value!, 1);
        var others = Enumerable.Range(0, Places).Select(_ => Ask(new SlotAccount())).ToList();
        Assert.Null(others[^1].Value);
        _slots.Use(others[0].Value!, 2);
        Assert.True(_slots.AnsweredAsync(2, CancellationToken.None).IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(others[^1].Value);
        foreach (var (other, url) in others.Skip(1).Select((place, i) => (place, 10L + i)))
        {
            _slots.Use(other.Value!, url);
            _ = _slots.AnsweredAsync(url, CancellationToken.None);
        }

        var late = Ask(new SlotAccount());
        var answered = _slots.AnsweredAsync(1, CancellationToken.None);
        others[0].Value!.Dispose();

        others[1].Value!.Dispose();
        others[2].Value!.Dispose();
        await answered.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.NotNull(late.Value);
    }

    [Fact]
    public void Withdraw_NotGrantedYet_IsNeverGranted()
    {
        var held = Enumerable.Range(0, Places).Select(_ => Ask(new SlotAccount())).ToList();
        var account = new SlotAccount();
        var asked = Ask(account);

        Assert.True(_slots.Withdraw(account));
        held[0].Value!.Dispose();

        Assert.Null(asked.Value);
        Assert.Equal(Places - 1, _slots.Taken);
        Assert.False(_slots.Withdraw(account));
    }

    [Fact]
    public async Task DrainAsync_PlacesTaken_WaitsForThemAndGrantsNoMore()
    {
        var held = Ask(new SlotAccount());
        var drained = _slots.DrainAsync(TimeSpan.FromSeconds(1), _time);
        Assert.Null(Ask(new SlotAccount()).Value);
        Assert.False(drained.IsCompleted);

        held.Value!.Dispose();

        await drained;
        Assert.False(_slots.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task DrainAsync_GraceIsOver_CallsTheRestBack()
    {
        var held = Ask(new SlotAccount());
        var drained = _slots.DrainAsync(TimeSpan.FromSeconds(1), _time);
        _slots.Stopping.Register(held.Value!.Dispose);

        while (!drained.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.True(_slots.Stopping.IsCancellationRequested);
    }

    private Asked Ask(SlotAccount account)
    {
        var asked = new Asked();
        _slots.Ask(account, place => asked.Value = place);
        return asked;
    }

    private sealed class Asked
    {
        public FetchPlace? Value { get; set; }
    }
}

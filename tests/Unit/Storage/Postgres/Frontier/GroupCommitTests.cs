using Thresher.Storage;
using Thresher.Storage.Postgres.Frontier;

namespace Thresher.Tests.Unit.Storage.Postgres.Frontier;

public sealed class GroupCommitTests
{
    /// <summary>What it waits for takes a moment: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMs)]
    public async Task Run_AskedAlone_DoesNotWaitForOthers()
    {
        var echo = new Echo();
        echo.Open();

        Assert.Equal("a", await echo.RunAsync("a", TestContext.Current.CancellationToken));

        Assert.Equal(["a"], echo.Groups);
    }

    [Fact(Timeout = LimitMs)]
    public async Task Run_AskedWhileTransactionsAreUnderWay_ShareTheNext()
    {
        var echo = new Echo();
        var answers = await FillLanesAsync(echo, TestContext.Current.CancellationToken);
        answers.AddRange(Ask(echo, "c", "d", "e"));

        echo.Open();

        Assert.Equal(["a", "b", "c", "d", "e"], await Task.WhenAll(answers));
        Assert.Equal(["a", "b", "c d e"], echo.Groups.Order());
    }

    [Fact(Timeout = LimitMs)]
    public async Task Run_MoreThanATransactionTakes_IsSplit()
    {
        var echo = new Echo { Weight = Echo.Half };
        var answers = await FillLanesAsync(echo, TestContext.Current.CancellationToken);
        answers.AddRange(Ask(echo, "c", "d", "e"));

        echo.Open();

        await Task.WhenAll(answers);
        Assert.Equal(["a", "b", "c d", "e"], echo.Groups.Order());
    }

    [Fact(Timeout = LimitMs)]
    public async Task Run_Locked_WaitsByItselfAndHoldsUpNobody()
    {
        var echo = new Echo { Locked = "b" };
        echo.Open();

        var locked = Ask(echo, "b")[0];
        Assert.Equal(["a", "c"], await Task.WhenAll(Ask(echo, "a", "c")));
        Assert.False(locked.IsCompleted);

        echo.Unlock();
        Assert.Equal("b", await locked.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = LimitMs)]
    public async Task Run_OneTheStoreCannotTake_FailsAlone()
    {
        var echo = new Echo { Bad = "c" };
        var answers = await FillLanesAsync(echo, TestContext.Current.CancellationToken);
        answers.AddRange(Ask(echo, "c", "d"));

        echo.Open();

        await Assert.ThrowsAsync<StoreException>(() => answers[2]);
        Assert.Equal("d", await answers[3]);
        Assert.Equal(["a", "b", "c", "c d", "d"], echo.Groups.Order());
    }

    [Fact(Timeout = LimitMs)]
    public async Task Run_StoreIsAway_FailsAndIsNotRepeated()
    {
        var echo = new Echo { Bad = "a", IsAway = true };
        echo.Open();

        Assert.True((await Assert.ThrowsAsync<StoreException>(() => echo.RunAsync("a", TestContext.Current.CancellationToken))).IsTransient);

        Assert.Equal(["a"], echo.Groups);
        Assert.Equal("b", await echo.RunAsync("b", TestContext.Current.CancellationToken));
    }

    /// <summary>Has two transactions under way, as many as there may be: what is asked next waits for one of them.</summary>
    private static async Task<List<Task<string>>> FillLanesAsync(Echo echo, CancellationToken cancel)
    {
        var answers = Ask(echo, "a");
        await echo.StartedAsync(1, cancel);
        answers.AddRange(Ask(echo, "b"));
        await echo.StartedAsync(2, cancel);
        return answers;
    }

    private static List<Task<string>> Ask(Echo echo, params string[] requests) => [.. requests.Select(request => echo.RunAsync(request, Cancel))];

    /// <summary>Answers what it was asked, once it is open.</summary>
    private sealed class Echo : GroupCommit<string, string>
    {
        public const int Half = Heaviest / 2;

        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _unlocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _groups = [];

        public int Weight { get; init; } = 1;

        /// <summary>Whose rows another has locked.</summary>
        public string? Locked { get; init; }

        /// <summary>What the store cannot take.</summary>
        public string? Bad { get; init; }

        public bool IsAway { get; init; }

        /// <summary>What was asked in each transaction.</summary>
        public IReadOnlyList<string> Groups
        {
            get
            {
                lock (_groups)
                {
                    return [.. _groups];
                }
            }
        }

        public void Open() => _open.SetResult();

        public void Unlock() => _unlocked.SetResult();

        public async Task StartedAsync(int transactions, CancellationToken cancel)
        {
            while (Groups.Count < transactions)
            {
                await Task.Delay(1, cancel);
            }
        }

        protected override int Weigh(string request) => Weight;

        protected override async Task<IReadOnlyDictionary<int, string>> RunAsync(IReadOnlyList<string> requests, bool waits)
        {
            lock (_groups)
            {
                _groups.Add(string.Join(' ', requests));
            }

            await _open.Task;
            if (requests.Contains(Bad))
            {
                throw new StoreException("it cannot be taken") { IsTransient = IsAway };
            }

            if (waits && requests[0] == Locked)
            {
                await _unlocked.Task;
            }

            return requests.Index().Where(request => waits || request.Item != Locked).ToDictionary(request => request.Index, request => request.Item);
        }
    }
}

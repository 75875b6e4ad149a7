using System.Reflection;
using Thresher.Grains.Configuration;
using Thresher.Grains.Links;
using Thresher.Grains.Pages;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Pages;

public sealed class PageCommitQueueTests
{
    private static readonly CompletionResult Applied = new(true, 0, []);

    [Fact]
    public async Task CommitAsync_StoreAwayInACluster_AnswersAfterItIsBack()
    {
        var store = StoreOf(call => call < 3 ? throw new StoreException("away") { IsTransient = true } : _ => Applied);
        await using var queue = Queue(store, waits: true);
        Assert.True((await queue.CommitAsync(Completion(1), CancellationToken.None)).Applied);
        Assert.Equal(3, store.Calls);
    }

    [Fact]
    public async Task CommitAsync_StoreAwayEmbedded_Fails()
    {
        var store = StoreOf(_ => throw new StoreException("the disk is full") { IsTransient = true });
        await using var queue = Queue(store, waits: false);
        await Assert.ThrowsAsync<StoreException>(() => queue.CommitAsync(Completion(1), CancellationToken.None));
        Assert.Equal(1, store.Calls);
    }

    [Fact]
    public async Task DisposeAsync_StoreAway_EndsAndFailsWhatWaits()
    {
        var store = StoreOf(_ => throw new StoreException("away") { IsTransient = true });
        var queue = Queue(store, waits: true);
        var waiting = queue.CommitAsync(Completion(1), CancellationToken.None);
        await store.Called;

        await queue.DisposeAsync();

        await Assert.ThrowsAsync<StoreException>(() => waiting);
    }

    [Fact]
    public async Task CommitAsync_OneThatTheStoreCannotTake_DoesNotFailTheOthers()
    {
        var store = StoreOf(_ => completion => completion.UrlId == 2 ? throw new StoreException("bad") : Applied);
        await using var queue = Queue(store, waits: true);
        var answers = Enumerable.Range(1, 3).Select(id => queue.CommitAsync(Completion(id), CancellationToken.None)).ToArray();

        Assert.True((await answers[0]).Applied);
        await Assert.ThrowsAsync<StoreException>(() => answers[1]);
        Assert.True((await answers[2]).Applied);
    }

    private static PageCommitQueue Queue(StubQueue store, bool waits) =>
        new((IUrlQueue)(object)store, new KnownUrls(), new StoreFaults(), new ThresherOptions { WaitsForStore = waits });

    private static UrlCompletion Completion(long id) => new()
    {
        UrlId = id,
        CrawlId = 1,
        DomainId = 1,
        Epoch = 1,
        State = UrlState.Failed,
        Outcome = FetchOutcome.NotFound,
    };

    private static StubQueue StoreOf(Func<int, Func<UrlCompletion, CompletionResult>> answer)
    {
        var stub = (StubQueue)(object)DispatchProxy.Create<IUrlQueue, StubQueue>();
        stub.Answer = answer;
        return stub;
    }

    /// <summary>A queue that only completes.</summary>
    public class StubQueue : DispatchProxy
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Given the number of the call, from 1, what it answers to each completion.</summary>
        internal Func<int, Func<UrlCompletion, CompletionResult>> Answer { get; set; } = null!;

        internal int Calls { get; private set; }

        internal Task Called => _called.Task;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls++;
            _called.TrySetResult();
            try
            {
                var answer = Answer(Calls);
                return Task.FromResult<IReadOnlyList<CompletionResult>>([.. ((IReadOnlyList<UrlCompletion>)args![0]!).Select(answer)]);
            }
            catch (StoreException failure)
            {
                return Task.FromException<IReadOnlyList<CompletionResult>>(failure);
            }
        }
    }
}

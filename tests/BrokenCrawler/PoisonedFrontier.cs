using System.Runtime.CompilerServices;
using Thresher.Storage;

namespace Thresher.BrokenCrawler;

/// <summary>A crawler whose process dies of one page, the one titled "Poison", as it would of a parser's stack overflow.</summary>
internal sealed class PoisonedFrontier(IFrontierStore sound) : PassThroughFrontier(sound)
{
    public override Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken)
    {
        if (completions.Any(completion => completion.Page?.Title == "Poison"))
        {
            Overflow(0);
        }

        return Sound.CompleteAsync(completions, cancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static long Overflow(long depth) => Overflow(depth + 1) + 1;
}

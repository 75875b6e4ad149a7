using System.Diagnostics;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.BrokenCrawler;

/// <summary>
/// A sound crawler with bad luck: again and again somebody kills it between the parsing of one page, the one titled
/// "Innocent", and its commit. A file beside the database counts.
/// </summary>
internal sealed class KilledInCommitQueue(IUrlQueue sound, string database) : PassThroughQueue(sound)
{
    /// <summary>More than there are strikes.</summary>
    private const int Kills = 6;

    private readonly string _count = $"{database}.kills";

    public override Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken)
    {
        if (completions.Any(completion => completion.Page?.Title == "Innocent"))
        {
            var kills = File.Exists(_count) ? int.Parse(File.ReadAllText(_count)) : 0;
            if (kills < Kills)
            {
                File.WriteAllText(_count, $"{kills + 1}");
                Process.GetCurrentProcess().Kill();
            }
        }

        return Sound.CompleteAsync(completions, cancellationToken);
    }
}

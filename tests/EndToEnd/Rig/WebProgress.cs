using Thresher.TestWeb;
using Thresher.TestWeb.Ledger;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>Waiting for what a crawl has done, as the web it crawls sees it.</summary>
public static class WebProgress
{
    /// <summary>Waits until the web has seen so many requests in all, or the process has ended.</summary>
    /// <returns>False when the process ended first.</returns>
    public static async Task<bool> SeenAsync(this SyntheticWeb web, long count, ThresherProcess process)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnRequest(RequestEntry entry)
        {
            if (web.Ledger.Count >= count)
            {
                seen.TrySetResult();
            }
        }

        web.OnRequest += OnRequest;
        try
        {
            return await Task.WhenAny(seen.Task, process.EndAsync()) == seen.Task;
        }
        finally
        {
            web.OnRequest -= OnRequest;
        }
    }
}

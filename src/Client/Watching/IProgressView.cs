namespace Thresher.Client.Watching;

/// <summary>Shows a crawl's progress on stderr.</summary>
internal interface IProgressView
{
    /// <summary>Runs the watch, which passes a frame several times a second.</summary>
    Task RunAsync(Func<Action<ProgressFrame>, Task> watching);
}

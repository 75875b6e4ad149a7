namespace Thresher.Client.Watching;

/// <summary>Shows a crawl's progress on stderr.</summary>
internal interface IProgressView
{
    /// <summary>Runs the watching, which hands over a frame several times a second.</summary>
    Task RunAsync(Func<Action<ProgressFrame>, Task> watching);
}

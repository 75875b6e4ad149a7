using Thresher.Client.Printing;

namespace Thresher.Client.Watching;

/// <summary>Writes a crawl's status as one JSON document a line, at most one a second, for programs that follow it.</summary>
internal sealed class JsonStream(TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private TimeSpan _next = TimeSpan.Zero;

    /// <summary>Writes the frame if it is time for one. The last one is the report's.</summary>
    public void Show(ProgressFrame frame)
    {
        if (frame.Elapsed < _next || CrawlWatch.HasEnded(frame.Snapshot))
        {
            return;
        }

        _next = frame.Elapsed + Interval;
        output.WriteLine(JsonText.Of(frame.Snapshot.Status));
        output.Flush();
    }
}

namespace Thresher.Rendering.Browsers;

/// <summary>What the browsers of one process may take.</summary>
public sealed record BrowserLimits
{
    /// <summary>Browsers at once, each of which prepares one page at a time. Default: one for each two processors, at least one, at most four.</summary>
    public int Browsers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Bytes of memory of one browser with all its processes, beyond which it is killed. Default: 1 GiB.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Pages after which a browser is replaced by a new one. Default: 200.</summary>
    public int Pages { get; init; } = 200;

    /// <summary>How long a browser may take to start. Default: 30 s.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a browser may take to answer a call that takes no time before it counts as hung. Default: 15 s, which a busy machine may need.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a browser waits for its next page before it is ended. Default: 30 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where browsers keep what they need for a while. Default: a folder of the system's temporary files.</summary>
    public string Folder { get; init; } = Path.Combine(Path.GetTempPath(), "thresher-browsers");
}

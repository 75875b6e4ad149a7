namespace Thresher.Rendering.Pages;

/// <summary>What is done with a page before its document is taken.</summary>
public sealed record RenderSteps
{
    /// <summary>How long the page may take in all, its requests included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>CSS selector of what must be there first; null for nothing.</summary>
    public string? WaitFor { get; init; }

    /// <summary>How often it is scrolled to its end, as long as it grows.</summary>
    public int Scroll { get; init; }

    /// <summary>CSS selector of what is clicked as long as it is there; null for nothing.</summary>
    public string? Click { get; init; }

    /// <summary>How often it is clicked at most.</summary>
    public int Clicks { get; init; }

    /// <summary>How long no request must be under way before the page counts as settled.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(300);
}

namespace Thresher.Jobs.Rules;

/// <summary>How pages are prepared in a browser. The first rule whose patterns match a page's URL holds for it.</summary>
public sealed record RenderRule
{
    /// <summary>Regular expression (.NET, non-backtracking) on the page's whole URL. Null: every page.</summary>
    [Expression]
    public string? Url { get; init; }

    /// <summary>Glob on the page's whole URL. Null: every page.</summary>
    public string? Glob { get; init; }

    /// <summary>Whether such pages are prepared in a browser. Null: as the job says.</summary>
    public RenderMode? Render { get; init; }

    /// <summary>CSS selector of what must be there before the page is taken; a page without it fails as <c>render-timeout</c>. Null: nothing.</summary>
    [Matches("\\S", "must be a CSS selector")]
    public string? WaitFor { get; init; }

    /// <summary>How often the page is scrolled to its end, as long as it grows.</summary>
    [Bounds(0, 1_000)]
    public int Scroll { get; init; }

    /// <summary>CSS selector of what is clicked as long as it is there and visible, such as a button that loads more. Null: nothing.</summary>
    [Matches("\\S", "must be a CSS selector")]
    public string? Click { get; init; }

    /// <summary>How often it is clicked at most.</summary>
    [Bounds(1, 1_000)]
    public int Clicks { get; init; } = 10;

    /// <summary>How long a page may take in the browser, its requests included.</summary>
    [Lasting]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the page loads besides scripts and style sheets: <c>images</c>, <c>media</c>, <c>fonts</c>.</summary>
    public IReadOnlyList<RenderLoad> Load { get; init; } = [];
}

using System.Text.RegularExpressions;

namespace Thresher.Extraction.Trees;

/// <summary>
/// What an element must have at least for a selector to match it: the last class of its last part, or that part's name.
/// Asking for it first spares most elements of a page the whole match, which costs many times as much.
/// </summary>
internal readonly partial record struct SelectorKey(string? Class, string? Name)
{
    /// <summary>The key of a selector; empty where it is not plain to see.</summary>
    public static SelectorKey Of(string selector) =>
        !selector.AsSpan().ContainsAny(",\\|\"'") && LastPart().Match(selector) is { Success: true } last
            ? new SelectorKey(
                last.Groups["class"].Captures is { Count: > 0 } classes ? classes[^1].Value : null,
                last.Groups["name"].Value is { Length: > 0 } name ? name : null)
            : default;

    /// <summary>Whether an element may match.</summary>
    public bool Admits(string name, string? classes) => Class is { } wanted
        ? classes?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true
        : Name is null || name.Equals(Name, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"(?:^|[ >+~])(?<name>[A-Za-z][A-Za-z0-9]*)?(?:\.(?<class>[A-Za-z_][A-Za-z0-9_-]*)|#[A-Za-z_][A-Za-z0-9_-]*|\[[A-Za-z-]+\]|:(?:first|last|only)-child)*\z")]
    private static partial Regex LastPart();
}

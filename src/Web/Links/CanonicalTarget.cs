namespace Thresher.Web.Links;

/// <summary>Collects a page's canonical targets into the one that counts: two that differ cancel each other.</summary>
internal struct CanonicalTarget
{
    private bool _conflicts;
    private string? _target;

    /// <summary>The one usable target, or null.</summary>
    public readonly string? Value => _conflicts ? null : _target;

    /// <summary>Adds a target; an empty one, a bare fragment or a scheme other than HTTP is not a canonical URL.</summary>
    public void Offer(ReadOnlySpan<char> target)
    {
        if (target.IsEmpty || target[0] == '#' || !IsHttpOrRelative(target))
        {
            return;
        }

        _conflicts |= _target is not null && !target.SequenceEqual(_target);
        _target ??= target.ToString();
    }

    private static bool IsHttpOrRelative(ReadOnlySpan<char> target)
    {
        var end = target.IndexOfAnyExcept(SchemeCharacters);
        return end <= 0
            || target[end] != ':'
            || target[..end].Equals("http", StringComparison.OrdinalIgnoreCase)
            || target[..end].Equals("https", StringComparison.OrdinalIgnoreCase);
    }

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
}

using System.Collections.Frozen;

namespace Thresher.Web.Urls;

/// <summary>A list of parameter names and prefixes, prepared for checking every parameter of every link.</summary>
internal sealed class TrackingParameters
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly string[] _prefixes;

    public TrackingParameters(IEnumerable<string> patterns)
    {
        var byKind = patterns.ToLookup(p => p.EndsWith('*'));
        _prefixes = [.. byKind[true].Select(p => p[..^1])];
        _names = byKind[false].ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether a parameter, <c>name</c> or <c>name=value</c>, is to be dropped.</summary>
    public bool Match(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        var name = equals < 0 ? parameter : parameter[..equals];
        foreach (var prefix in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return _names.Contains(name);
    }
}

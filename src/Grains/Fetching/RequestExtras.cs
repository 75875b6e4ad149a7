using Thresher.Grains.Requests;

namespace Thresher.Grains.Fetching;

/// <summary>What one request carries besides the usual; a crawl that wants nothing of it has none.</summary>
public sealed record RequestExtras
{
    /// <summary>Fields and certificate of its host.</summary>
    public HostProfile? Profile { get; init; }

    /// <summary>The fields to send.</summary>
    internal IEnumerable<HeaderField> Fields() => Profile is null ? [] : Profile.Open.Concat(Profile.Hidden);

    /// <summary>Whether the value of a request's field must not be kept.</summary>
    internal bool Hides(ReadOnlySpan<char> name)
    {
        foreach (var field in Profile?.Hidden ?? [])
        {
            if (name.Equals(field.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

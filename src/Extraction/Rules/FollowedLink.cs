using Thresher.Web.Urls;

namespace Thresher.Extraction.Rules;

/// <summary>A link that a rule takes.</summary>
/// <param name="Target">Where to.</param>
/// <param name="Depth">How deep it counts.</param>
/// <param name="Priority">The rule's priority.</param>
/// <param name="Rule">The rule's place in the job, from 0.</param>
public readonly record struct FollowedLink(WebUrl Target, int Depth, int Priority, int Rule)
{
    /// <summary>Whether the page names it as its own better address: it is no step away from it, and goes first.</summary>
    public bool IsCanonical { get; init; }
}

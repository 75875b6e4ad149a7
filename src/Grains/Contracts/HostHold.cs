using System.ComponentModel;
using System.Reflection;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Contracts;

/// <summary>That a host is left alone, and why.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">Unix milliseconds before which it is sent no request.</param>
[GenerateSerializer, Immutable, Alias("thresher.host-hold")]
public sealed record HostHold([property: Id(0)] HoldReason Reason, [property: Id(1)] long Until)
{
    /// <summary>The reason as users read it in <c>hosts</c>, on the crawl page and in metrics: <c>retry-after</c>.</summary>
    public static string Name(HoldReason reason) => KebabCase.Of(reason.ToString());

    /// <summary>The reason as a clause that follows the host's name.</summary>
    public static string Describe(HoldReason reason) =>
        typeof(HoldReason).GetField(reason.ToString())?.GetCustomAttribute<DescriptionAttribute>()?.Description ?? Name(reason);
}

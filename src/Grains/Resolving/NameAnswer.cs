using System.Net;

namespace Thresher.Grains.Resolving;

/// <summary>What is known of a name.</summary>
/// <param name="Kind">What the answer says.</param>
/// <param name="Addresses">In the order in which they should be tried; empty unless <see cref="NameAnswerKind.Found"/>.</param>
/// <param name="Lifetime">How long it may be used, as its name server says (TTL; of a missing name RFC 2308 §5).</param>
internal sealed record NameAnswer(NameAnswerKind Kind, IPAddress[] Addresses, TimeSpan Lifetime)
{
    /// <summary>No such name, or it has no address.</summary>
    public static NameAnswer Missing(TimeSpan lifetime) => new(NameAnswerKind.Missing, [], lifetime);

    /// <summary>No name server gave an answer.</summary>
    public static NameAnswer Failed { get; } = new(NameAnswerKind.Failed, [], TimeSpan.Zero);

    /// <summary>These addresses.</summary>
    public static NameAnswer Found(IPAddress[] addresses, TimeSpan lifetime) => new(NameAnswerKind.Found, addresses, lifetime);
}

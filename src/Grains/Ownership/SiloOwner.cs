namespace Thresher.Grains.Ownership;

/// <summary>The name under which a silo owns domains.</summary>
public static class SiloOwner
{
    /// <summary>
    /// The name of one incarnation: a silo that restarts on the same address is another owner, and every silo that
    /// observes its death knows the name under which it owned domains.
    /// </summary>
    public static string Of(SiloAddress silo) => silo.ToParsableString();
}

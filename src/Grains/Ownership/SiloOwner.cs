namespace Thresher.Grains.Ownership;

/// <summary>The name under which a silo owns domains.</summary>
public static class SiloOwner
{
    /// <summary>
    /// The name of one incarnation: a silo that starts again on the same address is another owner, and whoever sees a
    /// silo die knows the name by which it owned.
    /// </summary>
    public static string Of(SiloAddress silo) => silo.ToParsableString();
}

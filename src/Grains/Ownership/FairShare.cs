namespace Thresher.Grains.Ownership;

/// <summary>
/// Decides how many domains each silo moves to which other. All silos compute the same plan from the same counts: the n-th
/// surplus domain goes where the n-th is missing, so that two silos never fill the same gap. Only a silo clearly above the
/// mean moves domains away, down to the mean, and only one below it receives them, up to the mean: so a domain that moved
/// has no reason to move back.
/// </summary>
internal static class FairShare
{
    /// <summary>How far above the mean a silo may be without moving domains: domains that end cause small differences anyway.</summary>
    private const double Tolerance = 1.1;

    /// <summary>The domains that one silo has to move away.</summary>
    /// <typeparam name="TSilo">What names a silo.</typeparam>
    /// <param name="owned">How many domains each silo owns.</param>
    /// <param name="self">The silo that moves domains away.</param>
    /// <param name="limit">Domains to move at most.</param>
    /// <returns>Silos and how many domains each receives; empty when there is nothing to move.</returns>
    public static IReadOnlyList<(TSilo To, int Domains)> Plan<TSilo>(IReadOnlyDictionary<TSilo, int> owned, TSilo self, int limit)
        where TSilo : IComparable<TSilo>
    {
        if (!owned.ContainsKey(self))
        {
            return [];
        }

        var mean = owned.Values.Sum() / (double)owned.Count;
        var silos = owned.OrderBy(silo => silo.Key).ToList();
        var first = silos.Where(silo => silo.Key.CompareTo(self) < 0).Sum(silo => Surplus(silo.Value, mean));
        var end = first + Math.Min(Surplus(owned[self], mean), limit);

        var plan = new List<(TSilo, int)>();
        var gap = 0;
        foreach (var (silo, domains) in silos)
        {
            var missing = Math.Max(0, (int)mean - domains);
            var share = Math.Min(end, gap + missing) - Math.Max(first, gap);
            if (share > 0)
            {
                plan.Add((silo, share));
            }

            gap += missing;
        }

        return plan;
    }

    private static int Surplus(int domains, double mean) => domains > (mean * Tolerance) + 1 ? domains - (int)Math.Ceiling(mean) : 0;
}

namespace Thresher.Grains.Ownership;

/// <summary>
/// Decides which silo gives how many domains to which other. All silos come to the same plan from the same counts: the
/// n-th domain that is too many anywhere goes where the n-th is missing, so that no two givers fill the same gap. Only
/// who is clearly above the mean gives, down to the mean, and only who is below it is given to, up to the mean: so a
/// domain that moved has no reason to move back.
/// </summary>
internal static class FairShare
{
    /// <summary>How far above the mean a silo may be and give nothing: the ends of domains alone make more of a difference than nothing.</summary>
    private const double Tolerance = 1.1;

    /// <summary>What one silo has to give.</summary>
    /// <typeparam name="TSilo">What names a silo.</typeparam>
    /// <param name="owned">How many domains each silo owns.</param>
    /// <param name="self">The silo that asks.</param>
    /// <param name="limit">Domains to give at most.</param>
    /// <returns>Silos and how many domains each is to get; empty when nothing is to be done.</returns>
    public static IReadOnlyList<(TSilo To, int Domains)> Plan<TSilo>(IReadOnlyDictionary<TSilo, int> owned, TSilo self, int limit)
        where TSilo : IComparable<TSilo>
    {
        if (!owned.ContainsKey(self))
        {
            return [];
        }

        var mean = owned.Values.Sum() / (double)owned.Count;
        var silos = owned.OrderBy(silo => silo.Key).ToList();
        var first = silos.Where(silo => silo.Key.CompareTo(self) < 0).Sum(silo => TooMany(silo.Value, mean));
        var end = first + Math.Min(TooMany(owned[self], mean), limit);

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

    private static int TooMany(int domains, double mean) => domains > (mean * Tolerance) + 1 ? domains - (int)Math.Ceiling(mean) : 0;
}

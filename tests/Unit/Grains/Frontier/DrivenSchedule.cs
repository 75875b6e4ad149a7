using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Frontier.Histories;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>The schedule of a domain whose every step succeeds at once; time passes only where it waits.</summary>
internal sealed class DrivenSchedule
{
    private const int MostDecisions = 60;

    public DrivenSchedule(DomainState? state = null)
    {
        Schedule = new DomainSchedule("a.example", new DomainPoliteness("a.example", state ?? new DomainState(), new RobotsState(), Time), new WorldCrawls(), Time);
        Schedule.On(new DomainEvent.Woken());
    }

    public DomainSchedule Schedule { get; }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What the domain's rows hold.</summary>
    public LeasedUrl[] Urls { get; init; } = [Url(1)];

    public DomainLease Lease { get; init; } = new(1, 1, 0, TimeSpan.FromDays(1));

    /// <summary>What a fetch of robots.txt that arrives at a moment of the clock gives; null where it is the caller who waits for it.</summary>
    public Func<long, RobotsFetch>? Robots { get; init; }

    public static LeasedUrl Url(long id) => new(id, 0, $"https://a.example/{id}", 0, 0, 0, 0, 0);

    /// <summary>Carries out what is decided until something is decided that the caller waits for.</summary>
    /// <returns>All decisions, that one last.</returns>
    public IReadOnlyList<Next> Until(Func<Next, bool> wanted)
    {
        var decided = new List<Next>();
        while (decided.Count < MostDecisions)
        {
            var next = Schedule.Decide();
            decided.Add(next);
            if (wanted(next))
            {
                return decided;
            }

            switch (next)
            {
                case Next.Acquire:
                    Schedule.On(new DomainEvent.Acquired(Lease));
                    break;
                case Next.Refill refill:
                    Schedule.On(new DomainEvent.Leased(Urls, refill.Wanted));
                    break;
                case Next.Save:
                    Schedule.On(new DomainEvent.Saved());
                    break;
                case Next.AskForSlot:
                    Schedule.On(new DomainEvent.SlotGranted());
                    break;
                case Next.FetchRobots robots when Robots is { } answer:
                    Schedule.On(new DomainEvent.RobotsFetched(robots, answer(Time.GetTimestamp())));
                    break;
                case Next.Wait { For: { } wait }:
                    Time.Advance(wait);
                    break;
            }
        }

        throw new Xunit.Sdk.XunitException($"It was not decided: {string.Join(", ", decided.Select(next => next.GetType().Name))}");
    }
}

using Thresher.Grains.Configuration;
using Thresher.Grains.Crawls;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Storage;

namespace Thresher.Grains.Frontier;

/// <summary>What the domain grains of a silo share.</summary>
public sealed record DomainServices(
    IDomainLeases Leases,
    IUrlQueue Queue,
    IUrlIntake Intake,
    PageCommitQueue Commits,
    CrawlDirectory Directory,
    FetchSlots Slots,
    ActiveDomains Active,
    OwnershipClock Ownership,
    Isolation Isolation,
    ThresherOptions Options,
    TimeProvider Time);

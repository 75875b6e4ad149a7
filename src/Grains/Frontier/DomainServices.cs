using Thresher.Committing;
using Thresher.Crawls;
using Thresher.Hosting;
using Thresher.Storage;

namespace Thresher.Frontier;

/// <summary>What the domain grains of a silo share.</summary>
public sealed record DomainServices(
    IFrontierStore Frontier,
    PageCommitQueue Commits,
    CrawlDirectory Directory,
    FetchSlots Slots,
    ActiveDomains Active,
    OwnershipClock Ownership,
    Isolation Isolation,
    ThresherOptions Options,
    TimeProvider Time);

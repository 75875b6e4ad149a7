namespace Thresher.Storage.Rows;

/// <summary>One domain's share of a crawl's ledger.</summary>
/// <param name="Domain">Domain key.</param>
/// <param name="Queued">URLs waiting.</param>
/// <param name="Leased">URLs in the domain grain's window.</param>
/// <param name="Retrying">URLs waiting for another try.</param>
/// <param name="Fetched">Pages stored.</param>
/// <param name="Redirected">URLs that redirected.</param>
/// <param name="Failed">URLs that failed.</param>
/// <param name="Excluded">URLs excluded.</param>
/// <param name="Quarantined">URLs quarantined.</param>
/// <param name="Bytes">Decoded bytes stored.</param>
/// <param name="Paused">Held by the user for this crawl.</param>
/// <param name="WakeAt">Not served before, Unix milliseconds; 0 when it may be served at once.</param>
/// <param name="Owner">The silo that serves it now, or null.</param>
public sealed record HostRow(
    string Domain, long Queued, long Leased, long Retrying, long Fetched, long Redirected, long Failed,
    long Excluded, long Quarantined, long Bytes, bool Paused, long WakeAt, string? Owner);

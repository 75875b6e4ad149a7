namespace Thresher.Storage.Postgres.Frontier;

/// <summary>URLs that a domain's window lacks.</summary>
/// <param name="DomainId">The domain.</param>
/// <param name="Epoch">The epoch under which it is held.</param>
/// <param name="Max">How many at most.</param>
internal readonly record struct Refill(long DomainId, long Epoch, int Max);

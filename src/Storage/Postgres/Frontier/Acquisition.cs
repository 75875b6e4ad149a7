namespace Thresher.Storage.Postgres.Frontier;

/// <summary>A domain that an owner wants.</summary>
/// <param name="Domain">Key of the domain.</param>
/// <param name="Owner">Who wants it.</param>
/// <param name="Lease">How long the owner holds what it has, from now.</param>
internal readonly record struct Acquisition(string Domain, string Owner, TimeSpan Lease);

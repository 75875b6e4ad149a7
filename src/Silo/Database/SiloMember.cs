namespace Thresher.Silo.Database;

/// <summary>A silo that the membership table takes for active.</summary>
/// <param name="Silo">Its name in the cluster.</param>
/// <param name="Silence">How long ago it last had its ownership confirmed, by the database's clock.</param>
internal sealed record SiloMember(SiloAddress Silo, TimeSpan Silence)
{
    /// <inheritdoc/>
    public override string ToString() => Silo.Endpoint.ToString();
}

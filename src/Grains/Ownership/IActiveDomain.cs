using Thresher.Grains.Contracts;

namespace Thresher.Grains.Ownership;

/// <summary>An activation of a domain's grain as its silo sees it. Safe for any thread.</summary>
public interface IActiveDomain
{
    /// <summary>How long it has certainly sent its host no request.</summary>
    TimeSpan QuietFor { get; }

    /// <summary>Its current view.</summary>
    DomainView View();

    /// <summary>
    /// The silo stops: nothing is sent any more. Completes when what was in flight has ended and what was learnt is saved.
    /// </summary>
    Task StopAsync();

    /// <summary>Gives the domain back as soon as what is in flight has ended, so that others have their turn.</summary>
    void Yield();
}

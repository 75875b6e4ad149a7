using Thresher.Grains.Contracts;

namespace Thresher.Grains.Ownership;

/// <summary>An activation of a domain's grain as its silo sees it. Any thread may look.</summary>
public interface IActiveDomain
{
    /// <summary>Whether it stands still although it has something to do.</summary>
    bool IsStalled { get; }

    /// <summary>How long it has certainly sent its host no request.</summary>
    TimeSpan QuietFor { get; }

    /// <summary>What it does just now.</summary>
    DomainView Look();
}

namespace Thresher.Grains.Fetching;

/// <summary>A host resolves to private addresses only, and the job does not allow that.</summary>
internal sealed class PrivateAddressException(string host)
    : IOException($"{host} resolves to private addresses only");

namespace Thresher.Grains.Contracts;

/// <summary>A request was held back on the very wire: the silo has, for now or for good, lost the right to send it.</summary>
internal sealed class NotOwnerException() : IOException("The silo's ownership is not confirmed.");

namespace Thresher.Client.CommandLine;

/// <summary>The silo at the other end has ended or does not answer; what was asked of it may or may not be done.</summary>
internal sealed class SiloLostException(string message) : Exception(message);

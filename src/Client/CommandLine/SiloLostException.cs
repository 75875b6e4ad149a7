namespace Thresher.Client.CommandLine;

/// <summary>The remote silo has ended or does not answer; the call may or may not have been carried out.</summary>
internal sealed class SiloLostException(string message) : Exception(message);

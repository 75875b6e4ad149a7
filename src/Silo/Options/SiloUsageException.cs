namespace Thresher.Silo.Options;

/// <summary>Invalid settings of a silo: one line that names the option and the remedy.</summary>
internal sealed class SiloUsageException(string message) : Exception(message);

namespace Thresher.Silo.Options;

/// <summary>The silo was asked for something that cannot be: one line that names the option and the remedy.</summary>
internal sealed class SiloUsageException(string message) : Exception(message);

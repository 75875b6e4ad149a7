namespace Thresher.Silo.Startup;

/// <summary>The silo cannot start here: one line with the remedy.</summary>
internal sealed class SiloStartException(string message) : Exception(message);

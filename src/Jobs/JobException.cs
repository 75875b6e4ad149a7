namespace Thresher.Jobs;

/// <summary>A job that cannot be run as written: one line that names the place and the remedy.</summary>
public sealed class JobException(string message) : Exception(message);

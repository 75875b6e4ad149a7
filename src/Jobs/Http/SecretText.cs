namespace Thresher.Jobs.Http;

/// <summary>
/// Where a secret is: exactly one of <c>env</c> and <c>file</c>. The job holds the place alone; each machine that sends requests reads
/// the value there, and nothing stores, logs or shows it.
/// </summary>
public sealed record SecretText
{
    /// <summary>Name of an environment variable of the process that sends the requests.</summary>
    public string? Env { get; init; }

    /// <summary>A file that holds it, from the job file's folder; a line end behind it is not part of it.</summary>
    public string? File { get; init; }

    /// <summary>What is wrong with it; null for nothing.</summary>
    internal string? Problem => string.IsNullOrWhiteSpace(Env) == string.IsNullOrWhiteSpace(File)
        ? "must name its place: {\"env\": \"NAME\"} or {\"file\": \"PATH\"}"
        : null;

    /// <summary>The place, with the file's path made absolute.</summary>
    internal SecretText In(string folder) => File is null ? this : this with { File = Path.GetFullPath(File, folder) };
}

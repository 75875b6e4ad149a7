using Thresher.Jobs;
using Thresher.Jobs.Http;

namespace Thresher.Grains.Requests;

/// <summary>
/// Which secrets of this machine a job may have sent to its hosts. A job that may name any environment variable or file could have the
/// database's password sent to a host of its own.
/// </summary>
/// <param name="Permitted">Names of environment variables, with <c>*</c> behind a prefix, and directories with files; empty for none, null for any.</param>
public sealed record SecretPolicy(IReadOnlyList<string>? Permitted)
{
    /// <summary>Any: the job belongs to the user of this process.</summary>
    public static SecretPolicy Any { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>The secret's value.</summary>
    /// <param name="path">Where in the job it is named, for the message.</param>
    /// <param name="secret">Its place.</param>
    /// <exception cref="JobException">It is not there, or the job may not have it: one line with the remedy, without the value.</exception>
    public string Read(string path, SecretText secret)
    {
        Check(path, secret);
        var value = secret.Env is { } name
            ? Environment.GetEnvironmentVariable(name) ?? throw new JobException($"{path}: the environment variable {name} is not set here: set it and start the process again")
            : OfFile(path, secret.File!).TrimEnd('\r', '\n');
        return value.Length > 0 ? value : throw new JobException($"{path}: {Place(secret)} is empty");
    }

    /// <summary>Refuses a file that may not be read.</summary>
    /// <param name="path">Where in the job it is named.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="JobException">It may not.</exception>
    public void CheckFile(string path, string file) => Check(path, new SecretText { File = file });

    /// <summary>The place in words.</summary>
    private static string Place(SecretText secret) => secret.Env is { } name ? $"the environment variable {name}" : $"the file {secret.File}";

    private static string OfFile(string path, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JobException($"{path}: the file {file} cannot be read here: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private void Check(string path, SecretText secret)
    {
        if (Permitted is not null && !Permitted.Any(permitted => secret.Env is { } name ? IsName(permitted, name) : IsIn(permitted, secret.File!)))
        {
            throw new JobException($"{path}: this silo does not give jobs {Place(secret)}; start its silos with --secrets {(secret.Env is { } wanted ? wanted : "DIR")}");
        }
    }

    private static bool IsName(string permitted, string name) =>
        permitted.EndsWith('*') ? name.StartsWith(permitted[..^1], StringComparison.Ordinal) : name == permitted;

    private static bool IsIn(string permitted, string file) =>
        Path.IsPathRooted(permitted)
        && Path.GetFullPath(file).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(permitted)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

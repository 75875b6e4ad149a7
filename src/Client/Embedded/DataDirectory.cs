using System.Globalization;
using Thresher.Storage;

namespace Thresher.Client.Embedded;

/// <summary>
/// The directory that holds everything of the embedded mode: the crawl's database, the grains' database, a lock that
/// says who runs a silo on it, and where that silo is reached.
/// </summary>
internal sealed class DataDirectory
{
    private const int LockAttempts = 10;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(30);
    private readonly string _path;

    private DataDirectory(string path) => _path = path;

    /// <summary>The crawl database.</summary>
    public string Database => Path.Combine(_path, "thresher.db");

    /// <summary>The database of grain state.</summary>
    public string GrainDatabase => Path.Combine(_path, "grains.db");

    private string LockFile => Path.Combine(_path, "silo.lock");

    private string GatewayFile => Path.Combine(_path, "silo.gateway");

    /// <summary>Opens a directory, which is made when <paramref name="create"/> is set.</summary>
    /// <exception cref="StoreException">It cannot be made, or there is nothing of ours in it.</exception>
    public static DataDirectory Open(string path, bool create)
    {
        var directory = new DataDirectory(Path.GetFullPath(path));
        try
        {
            if (create)
            {
                Directory.CreateDirectory(directory._path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{directory._path} cannot be made: {failure.Message.ReplaceLineEndings(" ")}; name another directory with --data", failure);
        }

        return create || File.Exists(directory.Database)
            ? directory
            : throw new StoreException($"{directory._path} holds no crawls: run a crawl first, or name its directory with --data");
    }

    /// <summary>Takes the directory for one writer until the result is disposed or the process dies.</summary>
    /// <exception cref="StoreException">Another process has it.</exception>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return TryLock() ?? throw new StoreException(
                    $"{_path} is in use by another thresher process: watch or seed its crawl from here, or name another directory with --data");
            }
            catch (StoreException) when (attempt < LockAttempts)
            {
                // Another process may only be looking who holds it.
                await Task.Delay(LockPause, cancellationToken);
            }
        }
    }

    /// <summary>Says where the silo is reached; null takes that back.</summary>
    public void PublishGateway(int? port)
    {
        if (port is { } open)
        {
            File.WriteAllText(GatewayFile, open.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            File.Delete(GatewayFile);
        }
    }

    /// <summary>Who works on this directory now.</summary>
    /// <returns>Whether anybody does, and the gateway port of that process's silo; null while it has none.</returns>
    public (bool InUse, int? Gateway) Look()
    {
        if (!File.Exists(LockFile))
        {
            return (false, null);
        }

        using var free = TryLock();
        return free is not null ? (false, null)
            : (true, File.Exists(GatewayFile) && int.TryParse(File.ReadAllText(GatewayFile), CultureInfo.InvariantCulture, out var port) ? port : null);
    }

    /// <returns>Null when another process has it.</returns>
    /// <exception cref="StoreException">The directory cannot be written.</exception>
    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{_path} cannot be written: give this user the right to, or name another directory with --data", failure);
        }
    }
}

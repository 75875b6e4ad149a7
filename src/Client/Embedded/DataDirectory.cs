using System.Globalization;
using Thresher.Grains.Connections;
using Thresher.Storage;

namespace Thresher.Client.Embedded;

/// <summary>
/// The data directory of the embedded mode: the crawl's database, the grains' database, the lock of the process that
/// runs a silo on it, and that silo's gateway port.
/// </summary>
internal sealed class DataDirectory
{
    private const int LockAttempts = 10;

    /// <summary>EROFS, of Linux and macOS.</summary>
    private const int ReadOnlyFileSystem = 30;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(30);
    private readonly string _path;

    private DataDirectory(string path) => _path = path;

    /// <summary>Its absolute path.</summary>
    public string Path => _path;

    /// <summary>The crawl database.</summary>
    public string Database => System.IO.Path.Combine(_path, "thresher.db");

    /// <summary>The database of grain state.</summary>
    public string GrainDatabase => System.IO.Path.Combine(_path, "grains.db");

    private string LockFile => System.IO.Path.Combine(_path, "silo.lock");

    private string SecretFile => System.IO.Path.Combine(_path, "silo.secret");

    private string GatewayFile => System.IO.Path.Combine(_path, "silo.gateway");

    /// <summary>Opens a directory; creates it when <paramref name="create"/> is set.</summary>
    /// <exception cref="StoreException">It cannot be created, or it holds no crawls.</exception>
    public static DataDirectory Open(string path, bool create)
    {
        var directory = new DataDirectory(System.IO.Path.GetFullPath(path));
        try
        {
            if (create)
            {
                Directory.CreateDirectory(directory._path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{directory._path} cannot be created: {failure.Message.ReplaceLineEndings(" ")}; name another directory with --data", failure);
        }

        return create || File.Exists(directory.Database)
            ? directory
            : throw new StoreException($"{directory._path} holds no crawls: run a crawl first, or name its directory with --data");
    }

    /// <summary>Locks the directory for one writer until the result is disposed or the process dies.</summary>
    /// <exception cref="StoreException">Another process has locked it.</exception>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return TryLock(toWrite: true) ?? throw new StoreException(
                    $"{_path} is in use by another thresher process: watch or seed its crawl from here, or name another directory with --data");
            }
            catch (StoreException) when (attempt < LockAttempts)
            {
                // Another process may only be checking for an owner.
                await Task.Delay(LockPause, cancellationToken);
            }
        }
    }

    /// <summary>Publishes the silo's gateway port; null withdraws it.</summary>
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

    /// <summary>Makes a new secret, by which this directory's silo knows its owner: only the user who runs it can read the file.</summary>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    public string CreateSecret()
    {
        var secret = ConnectionSecret.Create();
        try
        {
            // Anew, since an existing file keeps its permissions.
            File.Delete(SecretFile);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new StreamWriter(SecretFile, options);
            file.Write(secret);
            return secret;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{SecretFile} cannot be written: give this user write permission, or name another directory with --data", failure);
        }
    }

    /// <summary>Reads the secret of the silo that runs on this directory.</summary>
    /// <exception cref="StoreException">It is another user's.</exception>
    public string ReadSecret()
    {
        try
        {
            return File.ReadAllText(SecretFile);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StoreException($"{_path} is served by another user's crawl, which answers its owner only: run this command as that user", failure);
        }
        catch (IOException)
        {
            // The silo has just ended, or starts: nobody answers to this.
            return "";
        }
    }

    /// <summary>Finds the process that uses this directory now.</summary>
    /// <returns>Whether a process uses it, and the gateway port of that process's silo; null while it has none.</returns>
    public (bool InUse, int? Gateway) FindOwner()
    {
        if (!File.Exists(LockFile))
        {
            return (false, null);
        }

        using var free = TryLock(toWrite: false);
        return free is not null ? (false, null)
            : (true, File.Exists(GatewayFile) && int.TryParse(File.ReadAllText(GatewayFile), CultureInfo.InvariantCulture, out var port) ? port : null);
    }

    /// <param name="toWrite">Whether the directory is to be written; else a user who may only read it can look for its owner too.</param>
    /// <returns>Null when another process has locked it.</returns>
    /// <exception cref="StoreException">The directory cannot be written.</exception>
    private FileStream? TryLock(bool toWrite)
    {
        try
        {
            return toWrite
                ? new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                : new FileStream(LockFile, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && failure.HResult != ReadOnlyFileSystem)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                toWrite ? $"{_path} cannot be written: give this user write permission, or name another directory with --data" : $"{_path} cannot be read: give this user permission to read it, or name another directory with --data", failure);
        }
    }
}

using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>
/// The number of the last durable commit, in a file beside the database. SQLite opens a database whose write-ahead log is
/// gone or cut short without a word, as it was at an earlier commit; this number tells. Invariant: it is never ahead of
/// what was durable when it was written, so a kill or a power loss leaves it equal or behind.
/// </summary>
internal sealed class SqliteCommitMark : IDisposable
{
    private const int Digits = 19;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _text = new byte[Digits + 1];

    private SqliteCommitMark(SafeFileHandle handle) => _handle = handle;

    /// <summary>The file of a database.</summary>
    public static string PathOf(string database) => database + "-commits";

    /// <summary>The number; 0 when there is none that can be read.</summary>
    public static long Read(string database)
    {
        try
        {
            using var file = new FileStream(PathOf(database), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(file);
            return long.TryParse(text.ReadToEnd(), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Opens the file to write. The database's own lock holds off other writers.</summary>
    /// <exception cref="StoreException">It cannot be created.</exception>
    public static SqliteCommitMark Open(string database)
    {
        try
        {
            return new SqliteCommitMark(File.OpenHandle(PathOf(database), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{PathOf(database)} cannot be written: {failure.Message.ReplaceLineEndings(" ")}; give this user the right to write it", failure);
        }
    }

    /// <summary>Writes the number of a commit that is durable. Without a sync of its own: behind is allowed.</summary>
    public void Write(long number)
    {
        number.TryFormat(_text, out _, "D19", CultureInfo.InvariantCulture);
        _text[Digits] = (byte)'\n';
        try
        {
            RandomAccess.Write(_handle, _text, 0);
        }
        catch (IOException)
        {
            // The commit is what counts. A mark that stays behind finds less.
        }
    }

    public void Dispose() => _handle.Dispose();
}

using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Thresher.Jobs;
using Thresher.Storage;

namespace Thresher.Client.CommandLine;

/// <summary>Turns the exception that ended a command into its exit code and one line.</summary>
internal static class ErrorLine
{
    private const int DiskFull = 13;

    /// <summary>The exit code and the text after <c>thresher: </c>.</summary>
    public static (int Code, string Text) Of(Exception failure) => failure switch
    {
        CommandException own => (own.ExitCode, own.Message),
        JobException job => (ExitCode.Usage, job.Message),
        StoreException store => (ExitCode.Failed, store.Message),
        SqliteException { SqliteErrorCode: DiskFull } => (ExitCode.Failed, "the disk is full: free some space and run the same command again; nothing committed is lost"),
        SqliteException sqlite => (ExitCode.Failed, $"the data directory's database failed ({sqlite.Message}): restore a copy of it, or name another directory with --data"),
        OperationCanceledException => (ExitCode.Stopped, "stopped"),
        _ when IsLostSilo(failure) =>
            (ExitCode.Failed, $"the silo does not answer ({failure.Message}): run the same command again, which uses the files if the process has ended"),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, failure.Message),
        _ => (ExitCode.Failed, $"unexpected {failure.GetType().Name}: {failure.Message} (a fault in Thresher: --log debug shows where)"),
    };

    /// <summary>Whether the remote silo has ended or does not answer.</summary>
    public static bool IsLostSilo(Exception failure) => failure is SiloLostException or OrleansException or TimeoutException or SocketException;
}

namespace Thresher.Client.CommandLine;

/// <summary>Why a file cannot be had, in words.</summary>
internal static class FileFailure
{
    /// <summary>The reason, without the file's name.</summary>
    public static string Reason(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission denied, or it is a directory",
        _ => failure.Message.ReplaceLineEndings(" "),
    };
}

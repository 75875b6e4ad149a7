namespace Thresher.Client.CommandLine;

/// <summary>Describes why a file cannot be used.</summary>
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

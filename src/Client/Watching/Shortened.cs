namespace Thresher.Client.Watching;

/// <summary>Text that has to fit into some columns.</summary>
internal static class Shortened
{
    /// <summary>The text without its end, where it is too long.</summary>
    public static string End(string text, int width) => text.Length <= width ? text : $"{text[..(width - 1)]}…";

    /// <summary>The text without its start, where it is too long: of hosts and URLs the end tells more.</summary>
    public static string Start(string text, int width) => text.Length <= width ? text : $"…{text[^(width - 1)..]}";
}

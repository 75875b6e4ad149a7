namespace Thresher.Extraction.Trees;

/// <summary>A page's tree would cost too much; the message says why.</summary>
internal sealed class TreeRefusedException(string message) : Exception(message);

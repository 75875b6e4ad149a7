namespace Thresher.Web.Streams;

/// <summary>A body that expands beyond the permitted ratio.</summary>
internal sealed class ExpansionBombException() : IOException("The body expands beyond the permitted ratio.");

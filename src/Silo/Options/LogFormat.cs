namespace Thresher.Silo.Options;

/// <summary>How events are written, one line each.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document a line.</summary>
    Json,
}

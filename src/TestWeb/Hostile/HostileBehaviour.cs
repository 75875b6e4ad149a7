namespace Thresher.TestWeb.Hostile;

/// <summary>What a hostile server does to a client that asks for the path of the same name in kebab case.
/// "Endless" ends only when the client hangs up or the server is disposed of.</summary>
public enum HostileBehaviour
{
    /// <summary>A proper small page.</summary>
    Fine,

    /// <summary>100,000 header fields, about 6 MB, then a proper body.</summary>
    HeaderFlood,

    /// <summary>Header fields, endless, as fast as the client reads.</summary>
    EndlessHeaders,

    /// <summary>One header field whose value is endless.</summary>
    EndlessHeaderLine,

    /// <summary>103 Early Hints again and again, endless.</summary>
    EndlessInformational,

    /// <summary>One byte of the head at each interval, endless.</summary>
    DripHeader,

    /// <summary>A head, then one byte of the body at each interval, endless.</summary>
    DripBody,

    /// <summary>A chunked body, endless, as fast as the client reads.</summary>
    EndlessChunks,

    /// <summary>Part of an announced body, then a TCP reset.</summary>
    ResetMidBody,

    /// <summary>A TCP reset instead of an answer.</summary>
    ResetAtOnce,

    /// <summary>The connection is closed without an answer.</summary>
    CloseAtOnce,

    /// <summary>No answer, the connection stays open.</summary>
    Silence,

    /// <summary>A head that announces a body, then nothing, the connection stays open.</summary>
    SilentBody,

    /// <summary>Bytes that are not HTTP.</summary>
    Garbage,

    /// <summary>A chunk whose size is not a number.</summary>
    BadChunk,

    /// <summary>Two different Content-Length fields.</summary>
    TwoLengths,
}

namespace Thresher.TestWeb.Generation;

/// <summary>How virtual hosts are called.</summary>
public enum HostNaming
{
    /// <summary><c>127.16.0.1</c> and on. Linux and Windows answer on the whole block without set-up.</summary>
    LoopbackAddresses,

    /// <summary><c>h0.localhost</c> and on, all at 127.0.0.1; the client's resolver must know RFC 6761 section 6.3.</summary>
    LocalhostNames,

    /// <summary><c>198.19.0.1</c> and on, of the block that RFC 2544 sets aside for tests; the program that starts the web routes it here.</summary>
    BenchmarkAddresses,
}

using Thresher.Grains.Parsing;

namespace Thresher.Grains.Configuration;

/// <summary>
/// What one silo may use. Jobs say what is crawled and how politely; this says how much this machine does. A host sets it
/// in code or in the section <see cref="Section"/> of its configuration; a value outside its range stops the start.
/// </summary>
public sealed class ThresherOptions
{
    /// <summary>Section of a host's configuration that these options are bound from.</summary>
    public const string Section = "Thresher";

    /// <summary>Default of <see cref="InFlight"/>.</summary>
    public const int DefaultInFlight = 256;

    /// <summary>Most that <see cref="InFlight"/> may be.</summary>
    public const int MostInFlight = 4096;

    /// <summary>URLs in flight in this silo, from dispatch to commit. 1 to 4,096. Default 256.</summary>
    public int InFlight { get; set; } = DefaultInFlight;

    /// <summary>Domains served by this silo at one time; the sweep wakes no more. 1 to 100,000. Default 4,096.</summary>
    public int ActiveDomains { get; set; } = 4096;

    /// <summary>
    /// Name under which this silo owns domains; unique among the silos that are alive. Not empty. Default
    /// <c>embedded</c>; in a cluster always the silo's incarnation.
    /// </summary>
    public string Owner { get; set; } = "embedded";

    /// <summary>How long ownership lasts without a heartbeat. 5 s to 10 min. Default 30 s.</summary>
    public TimeSpan DomainLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between heartbeats. 100 ms to a third of <see cref="DomainLease"/>. Default 10 s; 0.5 s in a cluster.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after a heartbeat the silo may still send requests; its domains are given to nobody else sooner. From two
    /// heartbeats to less than <see cref="DomainLease"/>, or without limit. Default without limit; 2 s in a cluster, less
    /// than it takes to notice that a silo was killed.
    /// </summary>
    public TimeSpan OwnershipTrust { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Memory that bodies in flight may take, bytes: beyond it they wait. 16 MiB to 64 GiB, or 0 for an eighth of what the
    /// heap may have, between 16 MiB and 1 GiB. Default 0.
    /// </summary>
    public long BodyMemory { get; set; }

    /// <summary>
    /// Name servers that are asked for hosts, <c>IP</c> or <c>IP:PORT</c>, in this order; without search domains. Default
    /// none: those of the machine.
    /// </summary>
    public IReadOnlyList<string> NameServers { get; set; } = [];

    /// <summary>
    /// Directory that jobs may load extractors from, those below it included; it must exist; empty for none, null for any: then anyone who can
    /// give a job to this silo runs code as its user. Default null, as for an embedded silo, which answers its owner only; a
    /// cluster's silos have none unless they are told.
    /// </summary>
    public string? ExtractorDirectory { get; set; }

    /// <summary>
    /// Secrets that jobs may have sent to their hosts: names of environment variables, with <c>*</c> behind a prefix, and directories
    /// with files; empty for none, null for any. Default null, as for an embedded silo, which answers its owner only; a cluster's silos
    /// give none unless they are told.
    /// </summary>
    public IReadOnlyList<string>? Secrets { get; set; }

    /// <summary>Completions in one transaction at most. 1 to 10,000. Default 128.</summary>
    public int CommitBatch { get; set; } = 128;

    /// <summary>Bytes in one transaction at most, roughly. 64 KiB to 1 GiB. Default 16 MiB.</summary>
    public long CommitBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long a transaction waits for more completions while the silo is busy. 0 to 1 s. Default 10 ms.</summary>
    public TimeSpan CommitLinger { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Whether a commit that failed for a passing reason is tried again until it succeeds or the silo stops: so in a
    /// cluster, whose database comes back by itself. Default false: the embedded silo ends, and its user frees the disk.
    /// </summary>
    public bool WaitsForStore { get; set; }

    /// <summary>
    /// Longest time the work on one page may take: its links, the job's rules, and each process that runs extractors. Beyond it the page is
    /// stored with what is complete and an invalid record that says so. 2 s to 10 min. Default 30 s.
    /// </summary>
    public TimeSpan PageTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a process that runs extractors may hold. 64 MiB to 64 GiB. Default 512 MiB.</summary>
    public long ExtractorMemory { get; set; } = 512L * 1024 * 1024;

    /// <summary>
    /// Program and arguments that run <see cref="IsolatedParseProgram"/>: in it extractors run, where they can be ended, and a page is tried
    /// before its third strike. Default none: then extractors run in the silo, those that do not return keep a thread each, and the third
    /// strike quarantines a page, even if it was somebody else who killed the silo.
    /// </summary>
    public IReadOnlyList<string> IsolatedParseCommand { get; set; } = [];
}

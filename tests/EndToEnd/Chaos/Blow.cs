namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>What the nemesis does.</summary>
public enum Blow
{
    /// <summary>SIGKILL of one silo, started again once its domains are served by others.</summary>
    KillOne,

    /// <summary>SIGKILL of every silo.</summary>
    KillAll,

    /// <summary>SIGSTOP of one silo until others serve its domains, then SIGCONT: a zombie.</summary>
    Freeze,

    /// <summary>SIGKILL of PostgreSQL.</summary>
    KillDatabase,

    /// <summary>SIGTERM of one silo, started again once its domains are served by others.</summary>
    Terminate,

    /// <summary>SIGTERM of one silo after the other, each started again.</summary>
    RollingRestart,

    /// <summary>One silo more.</summary>
    AddSilo,

    /// <summary>One silo and the other silos do not reach each other; it reaches the database.</summary>
    CutFromSilos,

    /// <summary>One silo and the database do not reach each other; it reaches the other silos.</summary>
    CutFromDatabase,

    /// <summary>One silo reaches nothing, and nothing reaches it.</summary>
    CutFromAll,

    /// <summary>What the other silos send to one of them vanishes; they hear it.</summary>
    CutOneWay,
}

namespace Thresher.TestWeb.Database;

/// <summary>Options of a <see cref="PrivatePostgres"/>.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>The IPv4 address that it listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The password of its user; null lets in every connection.</summary>
    public string? Password { get; init; }

    /// <summary>Whether what it has committed survives a crash of the machine. Without it commits are faster.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>Program and arguments that start its programs, for instance in another network namespace; none by default.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];
}

using Thresher.Jobs.Rules;

namespace Thresher.Jobs.Http;

/// <summary>What the requests to one domain carry.</summary>
public sealed record HostHttp
{
    /// <summary>Header fields, by name: texts, or places of secrets such as <c>{"env": "SHOP_TOKEN"}</c>.</summary>
    public IReadOnlyDictionary<string, HeaderText> Headers { get; init; } = new Dictionary<string, HeaderText>();

    /// <summary>Accept-Language header; null for the job's.</summary>
    [Matches("^[ -~]*[!-~][ -~]*$", "must be printable ASCII, and not blank")]
    public string? AcceptLanguage { get; init; }

    /// <summary>Name and password (RFC 7617), sent with every request.</summary>
    public BasicCredentials? Basic { get; init; }

    /// <summary>Place of a bearer token (RFC 6750), sent with every request.</summary>
    public SecretText? Bearer { get; init; }

    /// <summary>The certificate that TLS shows the server.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>Whether secrets are sent over plain http too, where everyone on the way can read them. Otherwise such requests go without.</summary>
    public bool OverHttp { get; init; }

    /// <summary>Whether one of its values is a secret.</summary>
    public bool HasSecrets() => Basic is not null || Bearer is not null || Headers.Values.Any(value => value.Secret is not null);

    /// <summary>The same with paths made absolute.</summary>
    internal HostHttp In(string folder) => this with
    {
        Headers = Headers.ToDictionary(header => header.Key, header => header.Value.In(folder)),
        Basic = Basic is null ? null : Basic with { User = Basic.User.In(folder), Password = Basic.Password.In(folder) },
        Bearer = Bearer?.In(folder),
        ClientCertificate = ClientCertificate?.In(folder),
    };
}

/// <summary>A name and the place of its password.</summary>
public sealed record BasicCredentials
{
    /// <summary>The name: a text, or the place of a secret.</summary>
    public required HeaderText User { get; init; }

    /// <summary>Place of the password.</summary>
    public required SecretText Password { get; init; }
}

/// <summary>A client certificate with its key.</summary>
public sealed record ClientCertificate
{
    /// <summary>The certificate, from the job file's folder: PEM, or PKCS #12 (<c>.p12</c>, <c>.pfx</c>). Silos of a cluster need it at the same place.</summary>
    [Matches("\\S", "must name a file")]
    public required string File { get; init; }

    /// <summary>File of the key, where the certificate's does not hold it (PEM).</summary>
    [Matches("\\S", "must name a file")]
    public string? Key { get; init; }

    /// <summary>Place of the key's password; null for none.</summary>
    public SecretText? Password { get; init; }

    /// <summary>The same with paths made absolute.</summary>
    internal ClientCertificate In(string folder) => this with
    {
        File = Path.GetFullPath(File, folder),
        Key = Key is null ? null : Path.GetFullPath(Key, folder),
        Password = Password?.In(folder),
    };
}

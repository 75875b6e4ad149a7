using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Thresher.Storage;

namespace Thresher.Grains.Connections;

/// <summary>
/// What a silo or console proves itself with, and whom it believes: a certificate with its key, and the authority that has
/// to have signed the certificate of whoever is at the other end. Names are not compared, since silos find each other by
/// address: the authority is the cluster's own, and whoever has a certificate of it belongs to the cluster.
/// </summary>
public sealed class ClusterCertificates
{
    /// <summary>File of the certificate, PEM.</summary>
    public const string CertificateFile = "tls.crt";

    /// <summary>File of its key, PEM, without a password.</summary>
    public const string KeyFile = "tls.key";

    /// <summary>File of the authority's certificate, PEM; several while one replaces another.</summary>
    public const string AuthorityFile = "ca.crt";

    private readonly X509Certificate2Collection _authorities;

    private ClusterCertificates(X509Certificate2 own, X509Certificate2Collection authorities) => (Own, _authorities) = (own, authorities);

    /// <summary>The certificate of this end, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Reads the three files of a directory, named as Kubernetes' secrets are.</summary>
    /// <exception cref="StoreException">A file is missing, is none of these, or this end's certificate is not one that the others would believe.</exception>
    public static ClusterCertificates Read(string directory)
    {
        try
        {
            var own = X509Certificate2.CreateFromPemFile(Path.Combine(directory, CertificateFile), Path.Combine(directory, KeyFile));
            if (OperatingSystem.IsWindows())
            {
                // Windows makes no connection with a key that is in memory only.
                own = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            }

            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(Path.Combine(directory, AuthorityFile));
            var certificates = new ClusterCertificates(own, authorities);
            return certificates.Problem(own) is { } problem
                ? throw new StoreException($"{Path.Combine(directory, CertificateFile)} cannot be used: {problem}")
                : certificates;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StoreException(
                $"the cluster's certificates in {directory} cannot be read ({failure.Message.ReplaceLineEndings(" ")}): {CertificateFile}, {KeyFile} and {AuthorityFile} are to be there, as PEM", failure);
        }
    }

    /// <summary>Whether the other end's certificate is believed.</summary>
    public bool Believes(X509Certificate2? other) => other is not null && Problem(other) is null;

    /// <summary>Why a certificate is not believed; null for one that is.</summary>
    private string? Problem(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate) ? null
            : string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).DefaultIfEmpty($"{AuthorityFile} has not signed it"));
    }
}

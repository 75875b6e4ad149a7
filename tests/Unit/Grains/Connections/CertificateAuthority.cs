using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Thresher.Grains.Connections;

namespace Thresher.Tests.Unit.Grains.Connections;

/// <summary>An authority of the test's own, which writes the three files that a silo or console reads.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("thresher-authority-");
    private readonly X509Certificate2 _certificate;

    public CertificateAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
    }

    /// <summary>The authority's certificate as PEM.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>A directory with a certificate that it signed, the key, and its own certificate.</summary>
    /// <param name="until">Days from now to the certificate's end.</param>
    public string Issue(int until = 5)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a member", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(_certificate, DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(until), RandomNumberGenerator.GetBytes(16));
        var directory = _directory.CreateSubdirectory(Path.GetRandomFileName()).FullName;
        File.WriteAllText(Path.Combine(directory, ClusterCertificates.CertificateFile), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, ClusterCertificates.KeyFile), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(directory, ClusterCertificates.AuthorityFile), Pem);
        return directory;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _directory.Delete(recursive: true);
    }
}

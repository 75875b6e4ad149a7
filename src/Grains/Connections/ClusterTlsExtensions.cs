using Orleans.Connections.Security;

namespace Thresher.Grains.Connections;

/// <summary>Encrypts a silo's ports; both ends of each connection show a certificate of the cluster's authority.</summary>
public static class ClusterTlsExtensions
{
    /// <summary>The name that is asked for; certificates are not compared with it.</summary>
    private const string ServerName = "thresher";

    /// <summary>Requires a certificate of everybody who connects, and shows this silo's.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="certificates">This silo's certificate and whom it believes.</param>
    public static ISiloBuilder RequireCertificate(this ISiloBuilder silo, ClusterCertificates certificates) => silo.UseTls(tls => Set(tls, certificates));

    /// <summary>Shows a console's certificate to the silos that it connects to, and requires theirs.</summary>
    /// <param name="client">The console.</param>
    /// <param name="certificates">The console's certificate and whom it believes.</param>
    public static IClientBuilder RequireCertificate(this IClientBuilder client, ClusterCertificates certificates) => client.UseTls(tls => Set(tls, certificates));

    private static void Set(TlsOptions tls, ClusterCertificates certificates)
    {
        tls.LocalCertificate = certificates.Own;
        tls.LocalClientCertificateSelector = (_, _, _, _, _) => certificates.Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, _) => certificates.Believes(certificate);
        tls.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = ServerName;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Thresher.Jobs;
using Thresher.Jobs.Http;

namespace Thresher.Grains.Requests;

/// <summary>Reads a client certificate with its key, PEM or PKCS #12.</summary>
internal static class CertificateFile
{
    /// <summary>The certificate.</summary>
    /// <exception cref="JobException">It cannot be read, or may not be used.</exception>
    public static X509Certificate2 Read(ClientCertificate place, string path, SecretPolicy secrets)
    {
        secrets.CheckFile(path, place.File);
        secrets.CheckFile($"{path}.key", place.Key ?? place.File);
        var password = place.Password is null ? null : secrets.Read($"{path}.password", place.Password);
        try
        {
            if (Path.GetExtension(place.File).ToLowerInvariant() is ".p12" or ".pfx")
            {
                return X509CertificateLoader.LoadPkcs12FromFile(place.File, password);
            }

            var read = password is null
                ? X509Certificate2.CreateFromPemFile(place.File, place.Key)
                : X509Certificate2.CreateFromEncryptedPemFile(place.File, password, place.Key);
            return read;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new JobException($"{path}: {place.File} cannot be used here: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Thresher.Grains.Connections;

/// <summary>What those who may use a silo's ports share.</summary>
public static class ConnectionSecret
{
    /// <summary>Characters of a secret that people choose, at least.</summary>
    public const int ShortestText = SecretHandshake.ShortestSecret;

    private const int Size = 32;
    private const int IdSize = 8;

    /// <summary>A new one, as text.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The bytes of a secret given as text.</summary>
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A name that those who have the secret know, and that does not give it away.</summary>
    public static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Of("id of " + text)).AsSpan(0, IdSize));
}

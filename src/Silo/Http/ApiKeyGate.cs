using System.Security.Cryptography;
using System.Text;
using Thresher.Silo.Health;
using Thresher.Silo.Options;

namespace Thresher.Silo.Http;

/// <summary>
/// Where a key is set, requires it: as <c>Authorization: Bearer</c>, as <c>X-Api-Key</c>, or as the password of HTTP Basic
/// (RFC 7617), which is what a browser can send. Health endpoints need no key.
/// </summary>
internal sealed class ApiKeyGate(RequestDelegate next, SiloOptions options)
{
    private readonly byte[]? _key = options.ApiKey is { } key ? Hash(key) : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (_key is null || context.Request.Path.StartsWithSegments(HealthEndpoints.Health) || Shown(context.Request) is { } shown
            && CryptographicOperations.FixedTimeEquals(Hash(shown), _key))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = new[] { "Bearer", "Basic realm=\"thresher\", charset=\"UTF-8\"" };
        return context.Response.WriteAsync("Send the silo's API key as Authorization: Bearer KEY or X-Api-Key: KEY.\n");
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"].FirstOrDefault() is { } key)
        {
            return key;
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim()
            : authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? Password(authorization["Basic ".Length..].Trim())
            : null;
    }

    private static string? Password(string credentials)
    {
        var buffer = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, buffer, out var length)
            && Encoding.UTF8.GetString(buffer, 0, length) is var pair && pair.IndexOf(':') is >= 0 and var colon
            ? pair[(colon + 1)..]
            : null;
    }

    /// <summary>Of equal length whatever is sent, so that the comparison reveals nothing of the key.</summary>
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

using System.Net;
using Thresher.Silo.Options;

namespace Thresher.Silo.Http;

/// <summary>
/// While the port listens on loopback without a key, accepts only loopback's own names: otherwise any web page could read
/// it through a host name of its own that resolves to 127.0.0.1 (DNS rebinding).
/// </summary>
internal sealed class HostGate(RequestDelegate next, SiloOptions options)
{
    private readonly bool _localOnly = IPAddress.IsLoopback(options.HttpBind) && options.ApiKey is null;

    public Task InvokeAsync(HttpContext context)
    {
        if (!_localOnly || IsLocal(context.Request.Host.Host))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.Response.WriteAsync("This port answers to localhost only; see --http-bind.\n");
    }

    internal static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));
}

using Thresher.Silo.Options;

namespace Thresher.Silo.Startup;

/// <summary>Configures the HTTP port, the same for the start-up health server and the silo.</summary>
internal static class WebListening
{
    private const long LargestRequestBody = 64 * 1024;

    public static IWebHostBuilder ListenAs(this IWebHostBuilder web, SiloOptions options) => web
        .UseKestrelCore()
        .UseSetting(WebHostDefaults.ServerUrlsKey, null)
        .UseSetting(WebHostDefaults.HttpPortsKey, null)
        .ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequestBody;
            kestrel.Listen(options.HttpBind, options.HttpPort);
        });
}

using System.Net;
using System.Net.Sockets;
using Thresher.Silo.Health;
using Thresher.Silo.Options;

namespace Thresher.Silo.Startup;

/// <summary>
/// Serves the HTTP port while the silo waits for its database: a port in use is detected before the silo joins, and
/// supervisors see that the process is alive and not ready.
/// </summary>
internal sealed class StartupHealthServer : IAsyncDisposable
{
    private readonly IHost _host;

    private StartupHealthServer(IHost host) => _host = host;

    /// <summary>Starts listening.</summary>
    /// <exception cref="SiloStartException">The port is taken.</exception>
    public static async Task<StartupHealthServer> OpenAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var host = new HostBuilder()
            .ConfigureWebHost(web => web.ListenAs(options).Configure(app => app.Run(AnswerAsync)))
            .Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new StartupHealthServer(host);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            host.Dispose();
            throw FreePorts.Taken(new IPEndPoint(options.HttpBind, options.HttpPort), "--http-port", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var lives = context.Request.Path == HealthEndpoints.Live;
        context.Response.StatusCode = lives ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(lives ? "live\n" : "waiting for the database\n");
    }
}

using System.Globalization;
using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Grains.Configuration;
using Thresher.Jobs;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;

namespace Thresher.Client.Demo;

/// <summary>Runs silos as separate processes over a PostgreSQL server that the demonstration starts.</summary>
internal sealed class ClusterStage : IDemoStage
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly PrivatePostgres _database;
    private readonly ClusterConnection _cluster;
    private readonly Screen _screen;
    private readonly List<int> _httpPorts = [];
    private readonly List<DemoProcess> _silos = [];

    private ClusterStage(PrivatePostgres database, Screen screen)
    {
        _database = database;
        _cluster = ClusterConnection.Parse(database.ConnectionString, null);
        _screen = screen;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DemoProcess> Crawlers => _silos;

    /// <inheritdoc/>
    public IReadOnlyList<string> Description =>
    [
        $"store: PostgreSQL at {_cluster.Database}, started for the demonstration and removed after it",
        .. _silos.Zip(_httpPorts, (silo, port) => string.Create(
            CultureInfo.InvariantCulture, $"{silo.Name}: process {silo.Id}, http://127.0.0.1:{port}/ and http://127.0.0.1:{port}/dashboard/")),
    ];

    /// <summary>Sets up the stage; null where PostgreSQL's server or the silo's program is not installed.</summary>
    public static async Task<ClusterStage?> TryStartAsync(int silos, Screen screen, CancellationToken cancellationToken)
    {
        if (SiloProgram() is not { } program || await DatabaseAsync(screen, cancellationToken) is not { } database)
        {
            return null;
        }

        var stage = new ClusterStage(database, screen);
        try
        {
            for (var i = 1; i <= silos; i++)
            {
                stage.StartSilo($"silo {i}", program);
            }

            await stage.AllReadyAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task CrawlAsync(CrawlJob job, CancellationToken cancellationToken)
    {
        await using var session = await ClusterSession.ConnectAsync(_cluster, cancellationToken);
        session.Waiting = _screen.WriteLine;
        await session.StartAsync(job.Name!, job, cancellationToken);
        var watch = new CrawlWatch(session, job.Name!, TimeProvider.System);
        await _screen.ShowAsync(show => watch.UntilEndAsync(show, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<Session> ReadAsync(CancellationToken cancellationToken) => await DatabaseSession.OpenAsync(_cluster, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    /// <summary>Beside this program where both are installed together, otherwise where the repository builds it.</summary>
    private static string? SiloProgram()
    {
        const string Name = "thresher-silo.dll";
        var built = AppContext.BaseDirectory.Replace(
            Path.Combine("src", "Client", "bin"), Path.Combine("src", "Silo", "bin"), StringComparison.Ordinal);
        return new[] { Path.Combine(AppContext.BaseDirectory, Name), Path.Combine(built, Name) }.FirstOrDefault(File.Exists);
    }

    private static async Task<PrivatePostgres?> DatabaseAsync(Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            return await PrivatePostgres.TryStartAsync(cancellation: cancellationToken);
        }
        catch (InvalidOperationException failure)
        {
            screen.WriteLine($"PostgreSQL is installed but does not start: {failure.Message}");
            return null;
        }
    }

    private void StartSilo(string name, string program)
    {
        var ports = FreePort.Take(3);
        var silo = new DemoProcess(name, ["dotnet", "exec", program],
        [
            "--cluster", _database.ConnectionString, "--advertise", "127.0.0.1",
            "--silo-port", Text(ports[0]), "--gateway-port", Text(ports[1]), "--http-port", Text(ports[2]),
        ]);
        _silos.Add(silo);
        _httpPorts.Add(ports[2]);
        silo.Start();
    }

    private async Task AllReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestStart);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpMessageInvoker(handler);
        try
        {
            for (var i = 0; i < _silos.Count; i++)
            {
                while (!await IsReadyAsync(http, _httpPorts[i], limit.Token))
                {
                    if (!_silos[i].IsAlive)
                    {
                        throw new CommandException($"{_silos[i].Name} of the demonstration ended at start-up: run thresher-silo by hand to see why");
                    }

                    await Task.Delay(Pause, limit.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"the silos of the demonstration did not start within {LongestStart.TotalSeconds:0} s: this machine is too busy, try again");
        }
    }

    private static async Task<bool> IsReadyAsync(HttpMessageInvoker http, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{Text(port)}/health/ready");
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

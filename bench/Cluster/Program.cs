// One scenario a run; what it needs (database, web, silos) it starts and ends itself.
using Thresher.Bench.Cluster.Scenarios;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

Func<string[], CancellationToken, Task>? scenario = args.FirstOrDefault() switch
{
    "balance" => Balance.RunAsync,
    "width" => Width.RunAsync,
    "frontier" => Frontier.RunAsync,
    "memory" => Memory.RunAsync,
    "throughput" => Throughput.RunAsync,
    "cold-start" => ColdStart.RunAsync,
    "take-over" => TakeOver.RunAsync,
    "fail-over" => FailOver.RunAsync,
    _ => null,
};
if (scenario is null)
{
    Console.Error.WriteLine("usage: bench/Cluster/run balance | width | frontier | memory | throughput | cold-start | take-over | fail-over   (see bench/README.md)");
    return 2;
}

try
{
    await scenario(args[1..], stop.Token);
    return 0;
}
catch (Exception failure) when (failure is InvalidOperationException or OperationCanceledException)
{
    Console.Error.WriteLine($"bench: {failure.Message}");
    return 1;
}

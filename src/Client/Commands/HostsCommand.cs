using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary><c>thresher hosts</c>: a crawl's hosts, those with most pending URLs first.</summary>
internal static class HostsCommand
{
    private const int ShownInText = 40;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("hosts", "List a crawl's hosts, those with most pending URLs first.") { CommonOptions.Crawl, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var json = parsed.GetValue(CommonOptions.Json);
        await using var session = await SessionFactory.ReadLiveAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var silos = (await session.SnapshotAsync(crawl.Name, cancellationToken))?.Silos ?? [];
        var active = SiloActivity.Views(silos);
        var table = Tables.Of("host", "state", "delay", "to do", "pages", "redirects", "failed", "excluded", "bytes", "next try");
        var shown = 0;
        await foreach (var row in session.Reader.HostsAsync(crawl.Id, json || Console.IsOutputRedirected ? int.MaxValue : ShownInText + 1, cancellationToken))
        {
            var host = Describe(row, crawl, active.GetValueOrDefault(row.Domain));
            await foreach (var next in session.Reader.RetryingAsync(crawl.Id, row.Domain, row.Retrying > 0 ? 1 : 0, cancellationToken))
            {
                host = host with { RetryingFor = OutcomeName.Of(next.Outcome), NextTry = DateTimeOffset.FromUnixTimeMilliseconds(next.DueAt) };
            }

            if (json)
            {
                output.WriteLine(JsonText.Of(host));
            }
            else if (++shown <= ShownInText || Console.IsOutputRedirected)
            {
                Add(table, host);
            }
        }

        if (!json)
        {
            Tables.Write(table, output);
            if (shown > ShownInText && !Console.IsOutputRedirected)
            {
                output.WriteLine($"… and more: `thresher hosts {crawl.Name} --json` lists all");
            }
        }

        WriteProxies(SiloActivity.ProxiesOf(crawl.Id, silos), json, output);
        return ExitCode.Done;
    }

    /// <summary>How the crawl's proxies behave, where it has any and its silos run.</summary>
    private static void WriteProxies(IReadOnlyList<ProxyActivity> proxies, bool json, TextWriter output)
    {
        if (json)
        {
            foreach (var proxy in proxies)
            {
                output.WriteLine(JsonText.Of(new ProxyDocument(proxy.Proxy, proxy.Requests, proxy.Failures, proxy.LastError, Time(proxy.FailedAt), Time(proxy.HeldUntil))));
            }
        }
        else if (proxies.Count > 0)
        {
            var table = Tables.Of("proxy", "requests", "failures", "held", "last error");
            foreach (var proxy in proxies)
            {
                Tables.AddRow(
                    table, proxy.Proxy, Figures.Count(proxy.Requests), Figures.Count(proxy.Failures),
                    proxy.HeldUntil is { } until ? DueTime.Of(until, TimeProvider.System) : "", proxy.LastError ?? "");
            }

            output.WriteLine();
            Tables.Write(table, output);
        }

        static DateTimeOffset? Time(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }

    private static HostDocument Describe(HostRow row, CrawlRecord crawl, DomainView? view)
    {
        var pending = row.Queued + row.Leased + row.Retrying;
        var state = row.Paused ? "paused"
            : pending == 0 ? "done"
            : crawl.State != CrawlState.Running ? crawl.State.ToString().ToLowerInvariant()
            : view?.Activity ?? (row.Queued + row.Leased == 0 ? "retrying" : row.Owner is null ? "waiting" : "active");
        return new HostDocument(
            row.Domain, row.Queued, row.Leased, row.Retrying, row.Fetched, row.Redirected, row.Failed, row.Excluded, row.Quarantined,
            row.Bytes, row.Paused, state, view?.Delay.TotalMilliseconds,
            view is { NotBefore: > 0 } ? DateTimeOffset.FromUnixTimeMilliseconds(view.NotBefore) : null, row.Owner);
    }

    private static void Add(Spectre.Console.Table table, HostDocument host) => Tables.AddRow(
        table,
        host.Host,
        host.State,
        host.DelayMs is { } delay ? Duration.Format(TimeSpan.FromMilliseconds(delay)) : "",
        Figures.Count(host.Queued + host.Leased + host.Retrying),
        Figures.Count(host.Fetched),
        Figures.Count(host.Redirected),
        Figures.Count(host.Failed + host.Quarantined),
        Figures.Count(host.Excluded),
        Figures.Bytes(host.Bytes),
        host.NextTry is { } next ? $"{DueTime.Of(next.ToUnixTimeMilliseconds(), TimeProvider.System)} ({host.RetryingFor})" : "");
}

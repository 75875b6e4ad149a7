using Spectre.Console;
using Spectre.Console.Rendering;
using Thresher.Client.Printing;
using Thresher.Grains.Contracts;
using Thresher.Jobs;

namespace Thresher.Client.Watching;

/// <summary>The live view of a crawl, which fits a terminal of 80 by 24.</summary>
internal static class ProgressBoard
{
    private const int LinesBesideHosts = 10;
    private const int MostHosts = 30;
    private const int MostSilos = 5;
    private const int LinesBesideSilos = 2;
    private const int WideEnoughForSilos = 120;
    private const int ColumnsOfSilo = 34;
    private const int MostReasons = 6;
    private const int ColumnsBesideHost = 46;
    private const int ShortestHost = 12;

    /// <summary>Draws a frame.</summary>
    /// <param name="frame">The crawl.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Its lines.</param>
    public static IRenderable Draw(ProgressFrame frame, int width, int height)
    {
        var s = frame.Snapshot.Status;
        var rows = new List<IRenderable> { Heading(s), new Text(""), Counts(frame) };
        var lines = height - LinesBesideHosts;
        if (frame.Snapshot.Silos.Count > 1)
        {
            rows.Add(new Text(""));
            rows.Add(Silos(frame));
            lines -= Math.Min(frame.Snapshot.Silos.Count, MostSilos + 1) + LinesBesideSilos;
        }

        var hosts = frame.Snapshot.Silos.SelectMany(silo => silo.Busiest.Select(view => (silo.Silo, View: view)))
            .OrderByDescending(host => host.View.InFlight).ThenByDescending(host => host.View.Window).ThenBy(host => host.View.Domain, StringComparer.Ordinal)
            .Take(Math.Clamp(lines, 1, MostHosts)).ToArray();
        if (hosts.Length > 0)
        {
            rows.Add(new Text(""));
            rows.Add(Hosts(hosts, width));
        }

        if (frame.Snapshot.Failures.Count > 0)
        {
            rows.Add(new Text(""));
            rows.Add(Reasons(frame.Snapshot.Failures));
        }

        return new Rows(rows);
    }

    private static Markup Heading(CrawlStatus s)
    {
        var color = s.State switch { "running" => "green", "complete" => "blue", _ => "yellow" };
        return new Markup($"[bold]{Markup.Escape(s.Crawl)}[/] [{color}]{s.State}[/]  {Figures.Time(TimeSpan.FromSeconds(s.Seconds))}");
    }

    private static Grid Counts(ProgressFrame frame)
    {
        var s = frame.Snapshot.Status;
        var grid = new Grid();
        for (var i = 0; i < 6; i++)
        {
            var column = new GridColumn { NoWrap = true, Padding = new Padding(0, 0, i % 2 == 0 ? 1 : 4, 0) };
            grid.AddColumn(i % 2 == 0 ? column : column.RightAligned());
        }

        void Add(params (string Name, string Value)[] cells) =>
            grid.AddRow([.. cells.SelectMany(cell => new[] { new Markup($"[grey]{cell.Name}[/]"), new Markup(cell.Value) })]);

        Add(("pages", $"[bold]{Figures.Count(s.Fetched)}[/]"), ("now", $"[bold]{Figures.Rate(frame.PagesPerSecond)}[/] pages/s"), ("queued", Figures.Count(s.Queued)));
        Add(("bytes", Figures.Bytes(s.Bytes)), ("mean", $"{Figures.Rate(s.PagesPerSecond)} pages/s"), ("in hand", Figures.Count(s.Leased)));
        Add(("URLs", Figures.Count(s.Accepted)), ("down", $"{Figures.Bytes(frame.BytesPerSecond)}/s"), ("retrying", Figures.Count(s.Retrying)));
        Add(
            ("redirects", Figures.Count(s.Redirected)),
            ("in flight", Figures.Count(frame.InFlight)),
            ("failed", s.Failed + s.Quarantined > 0 ? $"[red]{Figures.Count(s.Failed + s.Quarantined)}[/]" : "0"));
        return grid;
    }

    private static Table Silos(ProgressFrame frame)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(Column("silo", 2));
        table.AddColumn(Column("domains", 2).RightAligned());
        table.AddColumn(Column("in flight", 2).RightAligned());
        table.AddColumn(Column("URLs/s", 0).RightAligned());
        var silos = frame.Snapshot.Silos.OrderBy(silo => silo.Silo, StringComparer.Ordinal).ToArray();
        foreach (var silo in silos.Take(MostSilos))
        {
            table.AddRow(silo.Silo, Figures.Count(silo.Domains), Figures.Count(silo.InFlight), Figures.Rate(frame.SiloRates.GetValueOrDefault(silo.Silo)));
        }

        if (silos.Length > MostSilos)
        {
            table.AddRow($"and {silos.Length - MostSilos} more");
        }

        return table;
    }

    private static Table Hosts(IReadOnlyList<(string Silo, DomainView View)> hosts, int width)
    {
        var namesSilos = width >= WideEnoughForSilos && hosts.DistinctBy(host => host.Silo).Count() > 1;
        var hostWidth = Math.Max(ShortestHost, width - ColumnsBesideHost - (namesSilos ? ColumnsOfSilo : 0));
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(Column("host", 2));
        table.AddColumn(Column("state", 2));
        table.AddColumn(Column("delay", 2).RightAligned());
        table.AddColumn(Column("in flight", 2).RightAligned());
        table.AddColumn(Column("window", namesSilos ? 2 : 0).RightAligned());
        if (namesSilos)
        {
            table.AddColumn(Column("silo", 0));
        }

        foreach (var (silo, view) in hosts)
        {
            Text[] cells =
            [
                new(Shorten(view.Domain, hostWidth)), new(view.Activity), new(Duration.Format(view.Delay)), new(Figures.Count(view.InFlight)),
                new(Figures.Count(view.Window)),
            ];
            table.AddRow(namesSilos ? [.. cells, new Text(silo)] : cells);
        }

        return table;
    }

    private static Markup Reasons(IReadOnlyList<ReasonCount> reasons)
    {
        var shown = reasons.Take(MostReasons).Select(reason => $"{reason.Reason} {Figures.Count(reason.Count)}");
        var more = reasons.Count > MostReasons ? $" and {reasons.Count - MostReasons} more reasons" : "";
        return new Markup($"[grey]not fetched:[/] {string.Join(", ", shown)}{more}");
    }

    private static TableColumn Column(string name, int right) =>
        new(new Markup($"[grey]{name}[/]")) { NoWrap = true, Padding = new Padding(0, 0, right, 0) };

    private static string Shorten(string host, int width) => host.Length <= width ? host : $"…{host[^(width - 1)..]}";
}

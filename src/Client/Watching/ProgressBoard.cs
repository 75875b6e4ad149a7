using Spectre.Console;
using Spectre.Console.Rendering;
using Thresher.Client.Printing;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Storage;

namespace Thresher.Client.Watching;

/// <summary>The live view of a crawl, which fits a terminal from 60 by 24.</summary>
internal static class ProgressBoard
{
    private const int LinesBesideHosts = 11;
    private const int LinesBesideList = 4;
    private const int LinesOfKeys = 2;
    private const int WideEnoughForThreeCounts = 76;
    private const int MoreLinesWhereNarrow = 3;
    private const int MostHosts = 30;
    private const int MostSilos = 5;
    private const int LinesBesideSilos = 2;
    private const int WideEnoughForSilos = 120;
    private const int ColumnsOfSilo = 34;
    private const int MostReasons = 6;
    private const int ColumnsBesideHost = 46;
    private const int ShortestHost = 12;
    private const int ShortestActivity = 22;
    private const int LongestActivity = 40;
    private const int ColumnsBesideActivity = 48;
    private const string Held = "held (";

    /// <summary>Draws a frame.</summary>
    /// <param name="frame">The crawl.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Its lines.</param>
    /// <param name="time">Tells how long it is to the next try.</param>
    /// <param name="page">What of the crawl.</param>
    public static IRenderable Draw(ProgressFrame frame, int width, int height, TimeProvider time, ProgressBoardPage page)
    {
        var rows = new List<IRenderable> { Heading(frame.Snapshot) };
        height -= page.HasKeys ? LinesOfKeys : 0;
        switch (page.Page)
        {
            case ViewPage.Hosts:
                rows.Add(new Text(""));
                rows.Add(Hosts(BusiestHosts(frame, Math.Max(1, height - LinesBesideList)), width, time));
                break;
            case ViewPage.Failures:
                rows.Add(new Text(""));
                rows.AddRange(FailuresBoard.Lines(page.Failures, width, Math.Max(1, height - LinesBesideList), time));
                break;
            default:
                AddCrawl(rows, frame, width, height, time);
                break;
        }

        if (page.HasKeys)
        {
            rows.Add(new Text(""));
            rows.Add(new Markup($"[grey]p {(frame.Snapshot.Status.State == "paused" ? "resume" : "pause")} · h hosts · f failures · q quit[/]"));
        }

        return new Rows(rows);
    }

    private static void AddCrawl(List<IRenderable> rows, ProgressFrame frame, int width, int height, TimeProvider time)
    {
        var lines = height - LinesBesideHosts - (width >= WideEnoughForThreeCounts ? 0 : MoreLinesWhereNarrow);
        foreach (var line in frame.Snapshot.Seeds.Select(seed => TroubleText.Of(seed, time)))
        {
            rows.Add(new Text(line, new Style(Color.Yellow)));
            lines -= (line.Length + width - 1) / width;
        }

        rows.Add(new Text(""));
        rows.Add(Counts(frame, width));
        if (frame.Snapshot.Silos.Count > 1)
        {
            rows.Add(new Text(""));
            rows.Add(Silos(frame));
            lines -= Math.Min(frame.Snapshot.Silos.Count, MostSilos + 1) + LinesBesideSilos;
        }

        var hosts = BusiestHosts(frame, Math.Clamp(lines, 1, MostHosts));
        if (hosts.Length > 0)
        {
            rows.Add(new Text(""));
            rows.Add(Hosts(hosts, width, time));
        }

        if (frame.Snapshot.Failures.Count > 0 || frame.Snapshot.Status.RetryingFor is not null)
        {
            rows.Add(new Text(""));
            if (frame.Snapshot.Status is { RetryingFor: { } retrying, NextTry: { } next })
            {
                rows.Add(Reasons("retrying", retrying, $"; the next is due {DueTime.Of(next.ToUnixTimeMilliseconds(), time)}"));
            }

            if (frame.Snapshot.Failures.Count > 0)
            {
                rows.Add(Reasons("not fetched", frame.Snapshot.Failures));
            }
        }
    }

    private static (string Silo, DomainView View)[] BusiestHosts(ProgressFrame frame, int most) =>
        [.. frame.Snapshot.Silos.SelectMany(silo => silo.Busiest.Select(view => (silo.Silo, View: view)))
            .OrderByDescending(host => host.View.InFlight).ThenByDescending(host => host.View.Window).ThenBy(host => host.View.Domain, StringComparer.Ordinal)
            .Take(most)];

    private static Markup Heading(CrawlSnapshot snapshot)
    {
        var s = snapshot.Status;
        var color = s.State switch { "running" => "green", "complete" => "blue", _ => "yellow" };
        return new Markup($"[bold]{Markup.Escape(s.Crawl)}[/] [{color}]{StatusText.State(snapshot)}[/]  {Figures.Time(TimeSpan.FromSeconds(s.Seconds))}");
    }

    private static Grid Counts(ProgressFrame frame, int width)
    {
        var s = frame.Snapshot.Status;
        var toGo = s.Queued + s.Leased + s.Retrying;
        (string Name, string Value)[] cells =
        [
            ("pages", $"[bold]{Figures.Count(s.Fetched)}[/]"),
            ("now", $"[bold]{Figures.Rate(frame.PagesPerSecond)}[/] pages/s"),
            ("queued", Figures.Count(s.Queued)),
            ("bytes", Figures.Bytes(s.Bytes)),
            ("mean", $"{Figures.Rate(s.PagesPerSecond)} pages/s"),
            ("leased", Figures.Count(s.Leased)),
            ("URLs", Figures.Count(s.Accepted)),
            ("down", $"{Figures.Bytes(frame.BytesPerSecond)}/s"),
            ("retrying", Figures.Count(s.Retrying)),
            ("redirects", Figures.Count(s.Redirected)),
            ("in flight", Figures.Count(frame.InFlight)),
            ("failed", s.Failed + s.Quarantined > 0 ? $"[red]{Figures.Count(s.Failed + s.Quarantined)}[/]" : "0"),
            ("items", Figures.Count(s.Items)),
            ("left", frame.Left is { } left ? $"about {Figures.Time(left)}" : "unknown"),
            ("to go", Figures.Count(toGo)),
        ];
        var pairs = width >= WideEnoughForThreeCounts ? 3 : 2;
        var grid = new Grid();
        for (var i = 0; i < 2 * pairs; i++)
        {
            var column = new GridColumn { NoWrap = true, Padding = new Padding(0, 0, i % 2 == 0 ? 1 : 4, 0) };
            grid.AddColumn(i % 2 == 0 ? column : column.RightAligned());
        }

        foreach (var row in cells.Chunk(pairs))
        {
            grid.AddRow([.. row.SelectMany(cell => new[] { new Markup($"[grey]{cell.Name}[/]"), new Markup(cell.Value) })]);
        }

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

    private static Table Hosts(IReadOnlyList<(string Silo, DomainView View)> hosts, int width, TimeProvider time)
    {
        var namesSilos = width >= WideEnoughForSilos && hosts.DistinctBy(host => host.Silo).Count() > 1;
        var activityWidth = Math.Clamp(width - ColumnsBesideActivity - (namesSilos ? ColumnsOfSilo : 0), ShortestActivity, LongestActivity);
        var hostWidth = Math.Max(ShortestHost, width - ColumnsBesideHost - (activityWidth - ShortestActivity) - (namesSilos ? ColumnsOfSilo : 0));
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(Column("host", 2));
        table.AddColumn(Column("state", 2));
        table.AddColumn(Column("delay", 2).RightAligned());
        table.AddColumn(Column("in flight", 2).RightAligned());
        table.AddColumn(Column("leased", namesSilos ? 2 : 0).RightAligned());
        if (namesSilos)
        {
            table.AddColumn(Column("silo", 0));
        }

        foreach (var (silo, view) in hosts)
        {
            Text[] cells =
            [
                new(Shortened.Start(view.Domain, hostWidth)), new(Shortened.End(Activity(view, time), activityWidth)), new(Duration.Format(view.Delay)),
                new(Figures.Count(view.InFlight)), new(Figures.Count(view.Window + view.InFlight)),
            ];
            table.AddRow(namesSilos ? [.. cells, new Text(silo)] : cells);
        }

        return table;
    }

    /// <summary>What the host does; of one that waits how long, before the cause, which may be cut.</summary>
    private static string Activity(DomainView view, TimeProvider time)
    {
        var rest = view.NotBefore - time.UnixMs();
        return rest <= 0 ? view.Activity
            : view.Activity.StartsWith(Held, StringComparison.Ordinal) ? $"held {Figures.Time(TimeSpan.FromMilliseconds(rest))} ({view.Activity[Held.Length..]}"
            : $"{view.Activity}, {Figures.Time(TimeSpan.FromMilliseconds(rest))}";
    }

    private static Markup Reasons(string title, IReadOnlyList<ReasonCount> reasons, string end = "")
    {
        var shown = reasons.Take(MostReasons).Select(reason => $"{reason.Reason} {Figures.Count(reason.Count)}");
        var more = reasons.Count > MostReasons ? $" and {reasons.Count - MostReasons} more reasons" : "";
        return new Markup($"[grey]{title}:[/] {string.Join(", ", shown)}{more}{end}");
    }

    private static TableColumn Column(string name, int right) =>
        new(new Markup($"[grey]{name}[/]")) { NoWrap = true, Padding = new Padding(0, 0, right, 0) };
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Thresher.Client.Printing;

/// <summary>Tables on stdout: as wide as they need to be where no terminal bounds them.</summary>
internal static class Tables
{
    private const int Unbounded = 1000;

    /// <summary>A table without lines; its first column is text, the others are numbers.</summary>
    public static Table Of(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(new Text(columns[i])) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void AddRow(Table table, params string[] cells) => table.AddRow(cells.Select(cell => (IRenderable)new Text(cell)));

    /// <summary>Writes a table.</summary>
    public static void Write(Table table, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = Unbounded;
        }

        console.Write(table);
    }
}

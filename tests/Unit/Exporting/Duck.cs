using DuckDB.NET.Data;
using Thresher.Client.Exporting.Columns;

namespace Thresher.Tests.Unit.Exporting;

/// <summary>Parquet as DuckDB reads it.</summary>
internal sealed class Duck : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.parquet");

    /// <summary>Writes a file.</summary>
    /// <returns>The sink's notes at the end.</returns>
    public async Task<IReadOnlyList<string>> WriteAsync<T>(Func<Stream, Task<IExportSink<T>>> open, IEnumerable<T> rows)
    {
        await using var stream = new FileStream(_file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var sink = await open(stream);
        foreach (var row in rows)
        {
            await sink.WriteAsync(row);
        }

        return await sink.FinishAsync();
    }

    /// <summary>Rows of a query on the file <c>$</c>, each as one text.</summary>
    public List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("$", $"'{_file}'", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public void Dispose() => File.Delete(_file);
}

namespace Thresher.Storage.Columns;

/// <summary>
/// The columns of a query, each declared once: what is selected and what is read cannot come apart, since a column's
/// place is where its declaration stands. Both engines select and read through the same declarations.
/// </summary>
/// <param name="first">Columns to begin with; null for none.</param>
internal sealed class ColumnList(ColumnList? first = null)
{
    private readonly List<string> _sql = [.. first?._sql ?? []];

    /// <summary>The columns as a SELECT lists them.</summary>
    public string Sql => string.Join(", ", _sql);

    /// <summary>Adds a column.</summary>
    /// <param name="sql">Its expression; a column of a table with the table's alias before it.</param>
    /// <returns>Its place in the row, from 0.</returns>
    public int Add(string sql)
    {
        _sql.Add(sql);
        return _sql.Count - 1;
    }
}

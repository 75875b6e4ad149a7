using System.Data.Common;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>Values that may be absent.</summary>
internal static class RowValues
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[]? BlobOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    public static ExchangeHead? HeadOrNull(this DbDataReader row, int column) =>
        row.BlobOrNull(column) is { } head ? ExchangeHead.Read(head) : null;
}

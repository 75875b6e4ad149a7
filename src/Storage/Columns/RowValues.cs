using System.Data.Common;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>Values that may be absent.</summary>
internal static class RowValues
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[]? BlobOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    /// <summary>What is stored compressed.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Its column.</param>
    /// <param name="url">The column of the URL whose it is.</param>
    /// <exception cref="StoreException">It is damaged.</exception>
    public static byte[]? BytesOrNull(this DbDataReader row, int column, int url) =>
        row.BlobOrNull(column) is { } compressed ? Decompress(compressed, row.GetString(url)) : null;

    /// <summary>The bytes of what is stored compressed: a body, a text, heads.</summary>
    /// <param name="compressed">The stored form.</param>
    /// <param name="url">Whose it is.</param>
    /// <exception cref="StoreException">It is damaged.</exception>
    public static byte[] Decompress(byte[] compressed, string url)
    {
        try
        {
            return CompressedText.Bytes(compressed);
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException)
        {
            throw new StoreException(
                $"what is stored of {url} is damaged and cannot be decompressed: `thresher verify CRAWL` lists all that is damaged; restore the store from a copy, or crawl again under another name", failure);
        }
    }

    /// <inheritdoc cref="BytesOrNull"/>
    public static ExchangeHead? HeadOrNull(this DbDataReader row, int column, int url) =>
        row.BytesOrNull(column, url) is { } head ? ExchangeHead.Read(head) : null;
}

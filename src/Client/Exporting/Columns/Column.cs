using System.Text.Json;

namespace Thresher.Client.Exporting.Columns;

/// <summary>One column of an export: its shape and how its values are written.</summary>
/// <param name="Shape">Name and type.</param>
/// <param name="Write">Writes a row's value.</param>
internal sealed record Column<T>(ColumnShape Shape, Action<RecordWriter, T> Write)
{
    /// <summary>A column of text.</summary>
    public static Column<T> Text(string name, string meaning, Func<T, string?> value) =>
        new(new ColumnShape(name, ColumnType.Text, meaning), (writer, row) => writer.Text(name, value(row)));

    /// <summary>A column of text that is omitted from a record without a value, where the format permits it.</summary>
    public static Column<T> MaybeText(string name, string meaning, Func<T, string?> value) => new(new ColumnShape(name, ColumnType.Text, meaning), (writer, row) =>
    {
        if (value(row) is { } text)
        {
            writer.Text(name, text);
        }
        else if (writer.NeedsEveryField)
        {
            writer.Text(name, null);
        }
    });

    /// <summary>A column of whole numbers.</summary>
    public static Column<T> Number(string name, string meaning, Func<T, long> value, string? unit = null) =>
        new(new ColumnShape(name, ColumnType.Number, meaning, unit), (writer, row) => writer.Number(name, value(row)));

    /// <summary>A column of times, from Unix milliseconds.</summary>
    public static Column<T> Time(string name, string meaning, Func<T, long> value) =>
        new(new ColumnShape(name, ColumnType.Time, meaning), (writer, row) => writer.Time(name, DateTimeOffset.FromUnixTimeMilliseconds(value(row))));

    /// <summary>A column of values of any kind, lists among them.</summary>
    public static Column<T> Value(string name, string meaning, Func<T, JsonElement?> value) =>
        new(new ColumnShape(name, ColumnType.Json, meaning), (writer, row) => writer.Value(name, value(row)));

    /// <summary>A column of JSON.</summary>
    public static Column<T> Json(string name, string meaning, Func<T, string?> value) =>
        new(new ColumnShape(name, ColumnType.Json, meaning), (writer, row) => writer.Json(name, value(row)));
}

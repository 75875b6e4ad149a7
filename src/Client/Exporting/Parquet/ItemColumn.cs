using System.Globalization;
using System.Text.Json;
using Parquet.Schema;
using Thresher.Jobs.Rules;

namespace Thresher.Client.Exporting.Parquet;

/// <summary>A field of a rule as a typed column.</summary>
/// <param name="name">The field's name in the records.</param>
/// <param name="column">The column.</param>
/// <param name="tryAdd">Adds a value, unless it does not fit.</param>
internal sealed class ItemColumn(string name, ParquetColumn column, Func<JsonElement, bool> tryAdd)
{
    private const int Precision = 38;
    private const int Scale = 18;
    private const decimal BeyondWhole = 100_000_000_000_000_000_000m;

    /// <summary>The field's name in the records.</summary>
    public string Name => name;

    /// <summary>The column.</summary>
    public ParquetColumn Column => column;

    /// <summary>Adds a value, or null in place of one that does not fit the type.</summary>
    /// <returns>Whether it fits.</returns>
    public bool Add(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Null && tryAdd(value))
        {
            return true;
        }

        column.AddNull();
        return value.ValueKind == JsonValueKind.Null;
    }

    /// <summary>The column of a field.</summary>
    public static ItemColumn Of(string name, FieldRule rule) => rule.Type switch
    {
        FieldType.Integer => Of(name, rule, named => new DataField(named, typeof(long), isNullable: true), Integer),
        FieldType.Decimal => Of(name, rule, named => new DecimalDataField(named, Precision, Scale, isNullable: true), Decimal),
        FieldType.Boolean => Of(name, rule, named => new DataField(named, typeof(bool), isNullable: true), Boolean),
        FieldType.Date when rule.Format is { } format && !format.AsSpan().ContainsAny("Hhmst") =>
            Of(name, rule, named => new DateTimeDataField(named, DateTimeFormat.Date, isNullable: true), Day),
        FieldType.Date => Of(name, rule, ParquetRecords.TimeField, Time),
        _ => Of(name, rule, named => new DataField(named, typeof(string), isNullable: true), Text),
    };

    private static ItemColumn Of<T>(string name, FieldRule rule, Func<string, DataField> field, Func<JsonElement, T?> read)
        where T : struct
    {
        if (rule.List)
        {
            var list = ParquetColumn<T>.ListOf(name, field("element"));
            return new ItemColumn(name, list, value => TryAddList(list, value, read));
        }

        var column = ParquetColumn<T>.Of(field(name));
        return new ItemColumn(name, column, value =>
        {
            if (read(value) is not { } typed)
            {
                return false;
            }

            column.Add(typed);
            return true;
        });
    }

    private static bool TryAddList<T>(ParquetColumn<T> column, JsonElement value, Func<JsonElement, T?> read)
        where T : struct
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var list = new T?[value.GetArrayLength()];
        var i = 0;
        foreach (var element in value.EnumerateArray())
        {
            list[i] = element.ValueKind == JsonValueKind.Null ? null : read(element);
            if (list[i++] is null && element.ValueKind != JsonValueKind.Null)
            {
                return false;
            }
        }

        column.Add(list);
        return true;
    }

    private static ReadOnlyMemory<char>? Text(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString().AsMemory();
        }

        // Not in one expression, where null would be an array and so an empty text.
        return null;
    }

    private static long? Integer(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;

    /// <summary>A value that the column cannot represent exactly does not fit.</summary>
    private static decimal? Decimal(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var exact) && decimal.Abs(exact) < BeyondWhole && decimal.Round(exact, Scale) == exact
            ? exact
            : null;

    private static bool? Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static DateTime? Day(JsonElement value) => Time(value) is { } time && time.TimeOfDay == TimeSpan.Zero ? time : null;

    /// <summary>As in records: a date, meaning its midnight, or a time in UTC; to the microsecond.</summary>
    private static DateTime? Time(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && DateTime.TryParseExact(
            value.GetString(),
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
        && time.Ticks % TimeSpan.TicksPerMicrosecond == 0
            ? time
            : null;
}

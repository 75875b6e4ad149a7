using Parquet;
using Parquet.Schema;

namespace Thresher.Client.Exporting.Parquet;

/// <summary>One column's values of the row group that is being filled.</summary>
internal abstract class ParquetColumn(Field field)
{
    /// <summary>Definition levels of Dremel's encoding for optional columns and lists.</summary>
    protected const int NoList = 0;
    protected const int EmptyList = 1;
    protected const int NoElement = 2;

    /// <summary>The column in the schema.</summary>
    public Field Field { get; } = field;

    /// <summary>Rough size in memory of the buffered values, in bytes.</summary>
    public long Size { get; protected set; }

    /// <summary>Adds an absent value.</summary>
    public abstract void AddNull();

    /// <summary>Writes the buffered values as the row group's next column, and clears them.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group);
}

/// <summary>A column of one type of values, single or in lists, each of which may be absent.</summary>
internal sealed class ParquetColumn<T> : ParquetColumn
    where T : struct
{
    private readonly DataField _leaf;
    private readonly bool _isList;
    private readonly List<T> _values = [];
    private readonly List<int> _defined = [];
    private readonly List<int> _repeated = [];

    private ParquetColumn(Field field, DataField leaf, bool isList)
        : base(field) => (_leaf, _isList) = (leaf, isList);

    /// <summary>A column of single values.</summary>
    public static ParquetColumn<T> Of(DataField field) => new(field, field, isList: false);

    /// <summary>A column of lists.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="element">The list's elements.</param>
    public static ParquetColumn<T> ListOf(string name, DataField element) => new(new ListField(name, element), element, isList: true);

    /// <summary>Adds a value.</summary>
    public void Add(T value)
    {
        _values.Add(value);
        _defined.Add(1);
        Size += SizeOf(value);
    }

    /// <summary>Adds a list.</summary>
    public void Add(IReadOnlyList<T?> list)
    {
        if (list.Count == 0)
        {
            Level(EmptyList, 0);
        }

        for (var i = 0; i < list.Count; i++)
        {
            Level(list[i] is null ? NoElement : NoElement + 1, i == 0 ? 0 : 1);
            if (list[i] is { } value)
            {
                _values.Add(value);
                Size += SizeOf(value);
            }
        }
    }

    /// <inheritdoc/>
    public override void AddNull() => Level(NoList, 0);

    /// <inheritdoc/>
    public override async Task WriteAsync(ParquetRowGroupWriter group)
    {
        await group.WriteAllPartsAsync<T>(
            _leaf, _values.ToArray(), _defined.ToArray(), _isList ? new ReadOnlyMemory<int>(_repeated.ToArray()) : null, CancellationToken.None);
        _values.Clear();
        _defined.Clear();
        _repeated.Clear();
        Size = 0;
    }

    private void Level(int defined, int repeated)
    {
        _defined.Add(defined);
        if (_isList)
        {
            _repeated.Add(repeated);
        }

        Size += sizeof(int);
    }

    private static long SizeOf(T value) => value is ReadOnlyMemory<char> text ? 32 + (2L * text.Length) : 16;
}

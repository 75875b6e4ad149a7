using System.Data.Common;
using System.Runtime.CompilerServices;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Rules;

/// <summary>Reads a feed step by step.</summary>
internal static class ChangeFeedSteps
{
    /// <summary>All rows behind a number.</summary>
    /// <param name="after">The number.</param>
    /// <param name="read">Reads the next <see cref="RowLimits.Pages"/> behind a place, in order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        long after, Func<ChangePosition, Task<List<(ChangePosition Place, T Row)>>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = new ChangePosition(after, long.MaxValue);
        List<(ChangePosition Place, T Row)> step;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            step = await read(at);
            foreach (var (place, row) in step)
            {
                at = place;
                yield return row;
            }
        }
        while (step.Count == RowLimits.Pages);
    }

    /// <summary>The place of a row of <see cref="ChangeFeedQueries"/>.</summary>
    public static ChangePosition PlaceOf(DbDataReader row) => new(row.GetInt64(row.FieldCount - 1), row.GetInt64(0));
}

using Thresher.Client.CommandLine;

namespace Thresher.Client.Exporting.Columns;

/// <summary>The columns that <c>--fields</c> names, in its order.</summary>
internal static class ColumnChoice
{
    /// <summary>The chosen ones; all where none is named.</summary>
    /// <param name="names">The names; null for all. One may be written with or without the underscore that sets our columns apart.</param>
    /// <param name="all">The columns that there are.</param>
    /// <param name="nameOf">A column's name.</param>
    /// <exception cref="CommandException">There is no such column, or it is named twice.</exception>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<string>? names, IReadOnlyList<T> all, Func<T, string> nameOf)
    {
        if (names is null)
        {
            return all;
        }

        var chosen = new List<T>();
        foreach (var name in names)
        {
            var column = Find(name) ?? Find($"_{name}") ?? Find(name.TrimStart('_')) ?? throw CommandException.Usage(
                $"--fields: there is no column {name}{Suggestion.For(name, all.Select(nameOf))}: there is {string.Join(", ", all.Select(nameOf))}");
            if (chosen.Contains(column.Value))
            {
                throw CommandException.Usage($"--fields: {name} is named twice");
            }

            chosen.Add(column.Value);
        }

        return chosen;

        Found<T>? Find(string name)
        {
            foreach (var column in all)
            {
                if (nameOf(column) == name)
                {
                    return new Found<T>(column);
                }
            }

            return null;
        }
    }

    private sealed record Found<T>(T Value);
}

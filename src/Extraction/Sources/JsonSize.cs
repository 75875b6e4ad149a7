using Newtonsoft.Json.Linq;

namespace Thresher.Extraction.Sources;

/// <summary>How large a JSON value is.</summary>
internal static class JsonSize
{
    /// <summary>Its values, itself included, and how deep they nest, from 1.</summary>
    public static (double Count, int Depth) Of(JToken value)
    {
        if (value is not JContainer)
        {
            return (1, 1);
        }

        var (count, deepest, depth) = (0, 0, 0);
        for (var at = value; at is not null;)
        {
            count++;
            deepest = Math.Max(deepest, depth + 1);
            if (at is JContainer { First: { } first })
            {
                (at, depth) = (first, depth + 1);
                continue;
            }

            while (at is not null && at != value && at.Next is null)
            {
                (at, depth) = (at.Parent, depth - 1);
            }

            at = at is null || at == value ? null : at.Next;
        }

        return (count, deepest);
    }
}

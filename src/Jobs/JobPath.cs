using System.Text;
using System.Text.Json;

namespace Thresher.Jobs;

/// <summary>Places in a job file, written as the serializer writes them: <c>hosts['a.example'].delay</c>, <c>seeds[1]</c>.</summary>
internal static class JobPath
{
    private const string Special = ". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029";

    /// <summary>The path of a field within an object.</summary>
    public static string Member(string path, string name) =>
        name.AsSpan().ContainsAny(Special) ? $"{path}['{name}']" : path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The line, from 1, on which the value at a path begins; null when the file has no such value.</summary>
    /// <param name="json">A job that has been read before.</param>
    /// <param name="path">A path.</param>
    public static int? LineOf(string json, string path)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var containers = new Stack<(string Path, int Next)>();
        var member = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    member = Member(containers.Peek().Path, reader.GetString()!);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    containers.Pop();
                    continue;
            }

            var here = member;
            if (containers.TryPeek(out var container) && container.Next >= 0)
            {
                containers.Pop();
                containers.Push((container.Path, container.Next + 1));
                here = $"{container.Path}[{container.Next}]";
            }

            if (here == path)
            {
                return utf8.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                containers.Push((here, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            }
        }

        return null;
    }
}

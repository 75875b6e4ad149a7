using System.Globalization;
using System.Text;
using Thresher.Jobs;

namespace Thresher.Grains.Seeding;

/// <summary>Reads a URL template from left to right and reports the character at which it is invalid.</summary>
internal sealed class TemplateReader(string template)
{
    private readonly List<TemplatePart> _parts = [];
    private readonly StringBuilder _literal = new();
    private int _at;

    /// <exception cref="JobException">The template is invalid.</exception>
    public TemplatePart[] Read()
    {
        while (_at < template.Length)
        {
            var c = template[_at];
            if (c is '{' or '}' && _at + 1 < template.Length && template[_at + 1] == c)
            {
                _literal.Append(c);
                _at += 2;
            }
            else if (c == '{')
            {
                EndLiteral();
                _parts.Add(ReadGroup());
            }
            else if (c == '}')
            {
                throw Wrong(_at, "this \"}\" closes no group; write \"}}\" for a literal brace");
            }
            else
            {
                _literal.Append(c);
                _at++;
            }
        }

        EndLiteral();
        return [.. _parts];
    }

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _parts.Add(new TemplatePart.OneOf(_literal.ToString()));
            _literal.Clear();
        }
    }

    /// <summary>A group ends at the first closing brace, so that a literal one after it can be doubled.</summary>
    private TemplatePart ReadGroup()
    {
        var open = _at;
        var end = template.AsSpan(open + 1).IndexOfAny('{', '}');
        if (end < 0)
        {
            throw Wrong(open, "this \"{\" is never closed; write \"{{\" for a literal brace");
        }

        var close = open + 1 + end;
        if (template[close] == '{')
        {
            throw Wrong(close, "a group must not contain braces");
        }

        _at = close + 1;
        return Group(open, template[(open + 1)..close].Split(','));
    }

    private TemplatePart Group(int open, string[] values)
    {
        if (values.Length > 1)
        {
            return Array.Find(values, value => value.Contains("..", StringComparison.Ordinal)) is { } range
                ? throw Wrong(open, $"a list must not contain ranges, and this one has \"{range}\"")
                : new TemplatePart.OneOf(values);
        }

        var bounds = values[0].Split("..");
        if (bounds.Length is not (2 or 3))
        {
            throw Wrong(open, "a group is a range such as {0..99}, {000..999} or {0..100..10}, or a list such as {a,b}");
        }

        var (first, last) = (Number(open, bounds[0]), Number(open, bounds[1]));
        var step = bounds.Length == 3 ? Number(open, bounds[2]) : 1;
        if (step == 0)
        {
            throw Wrong(open, "the step must be 1 or more");
        }

        var isPadded = Array.Exists(bounds[..2], bound => bound.Length > 1 && bound[0] == '0');
        return new TemplatePart.Range(first, last, step, isPadded ? Math.Max(bounds[0].Length, bounds[1].Length) : 0);
    }

    private ulong Number(int open, string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(open, $"\"{text}\" is not a whole number from 0 to {ulong.MaxValue}");

    private JobException Wrong(int at, string text) => new($"template character {at + 1}: {text}");
}

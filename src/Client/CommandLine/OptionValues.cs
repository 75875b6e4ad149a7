using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;

namespace Thresher.Client.CommandLine;

/// <summary>Creates options that explain invalid values.</summary>
internal static class OptionValues
{
    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<long?> Number(string name, string description, long least, long most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Read<long?>(
            result,
            name,
            text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null,
            most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}"),
    };

    /// <summary>A number of bytes, as a whole number of KiB, MiB, GiB (<c>K</c>, <c>M</c>, <c>G</c>) or bytes.</summary>
    public static Option<long?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "1G",
        CustomParser = result => Read<long?>(result, name, SizeOf, "a size such as 500M or 1G"),
    };

    /// <summary>A duration.</summary>
    public static Option<TimeSpan?> DurationOf(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "1s",
        CustomParser = result => Read<TimeSpan?>(
            result, name, text => Duration.TryParse(text, out var value) ? value : null, "a duration such as 250ms, 1s or 5m"),
    };

    /// <summary>One of a few words.</summary>
    public static Option<T?> Word<T>(string name, string description, params (string Word, T Value)[] words)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Select(word => word.Word)),
            CustomParser = result => Read<T?>(
                result,
                name,
                text => words.Where(word => word.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(word => (T?)word.Value).FirstOrDefault(),
                $"one of {string.Join(", ", words.Select(word => word.Word))}"),
        };

    /// <summary>Addresses, <c>IP</c> or <c>IP:PORT</c>; may be given several times.</summary>
    public static Option<string[]> EndPoints(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = "IP[:PORT]", Arity = ArgumentArity.OneOrMore };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IPEndPoint.TryParse(token.Value, out _)))
            {
                result.AddError($"{name} '{token.Value}' is not an address such as 10.0.0.53 or 127.0.0.1:5353");
            }
        });
        return option;
    }

    /// <summary>Regular expressions in linear time; may be given several times.</summary>
    public static Option<string[]> Expressions(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = "RE", Arity = ArgumentArity.OneOrMore };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                try
                {
                    _ = LinearRegex.Compile(token.Value);
                }
                catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
                {
                    result.AddError($"{name}: \"{token.Value}\" is not a usable regular expression: {wrong.Message}");
                }
            }
        });
        return option;
    }

    /// <summary>The name of an outcome.</summary>
    public static Option<FetchOutcome?> Reason(string description) => new("--reason")
    {
        Description = description,
        HelpName = "REASON",
        CustomParser = result => Read<FetchOutcome?>(
            result,
            "--reason",
            text => OutcomeName.TryParse(text, out var outcome) ? outcome : null,
            $"one of {string.Join(", ", OutcomeName.All)}"),
    };

    /// <summary>The level of logs.</summary>
    public static Option<LogLevel> Level(string name, string description) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', LogWords.All),
        Recursive = true,
        DefaultValueFactory = _ => LogLevel.Warning,
        CustomParser = result => Read<LogLevel?>(result, name, LogWords.Read, $"one of {string.Join(", ", LogWords.All)}") ?? LogLevel.Warning,
    };

    private static T? Read<T>(ArgumentResult result, string name, Func<string, T?> read, string wanted)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
        if (read(text) is { } value)
        {
            return value;
        }

        result.AddError($"{name}: \"{text}\" is not {wanted}");
        return default;
    }

    private static long? SizeOf(string text)
    {
        var shift = text is [.., var unit] ? char.ToUpperInvariant(unit) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 } : 0;
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 && n <= long.MaxValue >> shift ? n << shift : null;
    }
}

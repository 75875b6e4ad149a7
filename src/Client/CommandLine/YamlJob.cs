using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thresher.Jobs;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Thresher.Client.CommandLine;

/// <summary>
/// A job file in YAML as the JSON that it stands for, each value on the line where the YAML has it: so the one reader of
/// jobs checks both forms alike, and the lines it names are the file's. The only class that uses the YAML package, which is
/// not loaded for a JSON job.
/// </summary>
internal sealed class YamlJob
{
    /// <summary>That of the JSON reader, which would refuse deeper ones in its own words.</summary>
    private const int DeepestNesting = 64;

    /// <summary>Characters of <c>1.5e-3</c>, so that words such as <c>Infinity</c> stay text.</summary>
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789+-.eE");

    private static readonly JsonSerializerOptions Text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Parser _parser;
    private readonly string _name;
    private readonly StringBuilder _json = new();
    private long _line = 1;

    private YamlJob(TextReader yaml, string name) => (_parser, _name) = (new Parser(yaml), name);

    /// <summary>Translates a file: YAML 1.2, of whose types a job can hold text, numbers, truth values, lists and mappings.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="name">The file's name, for the message.</param>
    /// <exception cref="JobException">It is no YAML, or has what JSON does not: aliases, keys that are not text, a second document.</exception>
    public static string ToJson(string yaml, string name)
    {
        try
        {
            var job = new YamlJob(new StringReader(yaml), name);
            job.WriteFile();
            return job._json.ToString();
        }
        catch (YamlException wrong)
        {
            throw new JobException($"{name} line {wrong.Start.Line}: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private void WriteFile()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _json.Append("{}");
            return;
        }

        _parser.Consume<DocumentStart>();
        WriteNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            throw Refused(second, "a second document begins: write one job in a file");
        }
    }

    private void WriteNode(int depth)
    {
        var node = _parser.Consume<ParsingEvent>();
        GoTo(node.Start.Line);
        switch (node)
        {
            case not null when depth > DeepestNesting:
                throw Refused(node, "nested too deep");
            case Scalar scalar:
                _json.Append(ValueOf(scalar));
                break;
            case SequenceStart:
                WriteItems('[', ']', depth);
                break;
            case MappingStart:
                WriteItems('{', '}', depth);
                break;
            case AnchorAlias alias:
                throw Refused(alias, $"*{alias.Value} is an alias: write its value out");
            default:
                throw Refused(node!, "a value is wanted");
        }
    }

    private void WriteItems(char open, char close, int depth)
    {
        _json.Append(open);
        for (var isFirst = true; !_parser.TryConsume<SequenceEnd>(out _) && !_parser.TryConsume<MappingEnd>(out _); isFirst = false)
        {
            _json.Append(isFirst ? "" : ",");
            if (open == '{')
            {
                var key = _parser.Consume<ParsingEvent>();
                GoTo(key.Start.Line);
                _json.Append(JsonSerializer.Serialize(key is Scalar { Value: not "<<" } name ? name.Value : throw Refused(key, "a field's name is wanted"), Text)).Append(':');
            }

            WriteNode(depth + 1);
        }

        _json.Append(close);
    }

    private void GoTo(long line)
    {
        for (; _line < line; _line++)
        {
            _json.Append('\n');
        }
    }

    /// <summary>The value by the core schema of YAML 1.2; what is quoted is text.</summary>
    private static string ValueOf(Scalar scalar)
    {
        var text = scalar.Value;
        return scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty ? JsonSerializer.Serialize(text, Text)
            : text is "" or "~" or "null" or "Null" or "NULL" ? "null"
            : text is "true" or "True" or "TRUE" ? "true"
            : text is "false" or "False" or "FALSE" ? "false"
            : NumberOf(text) ?? JsonSerializer.Serialize(text, Text);
    }

    private static string? NumberOf(string text) =>
        text.AsSpan().ContainsAnyExcept(Number) || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? null
            : number.ToString(CultureInfo.InvariantCulture);

    private JobException Refused(ParsingEvent at, string why) => new($"{_name} line {at.Start.Line}: {why}");
}

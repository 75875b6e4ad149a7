using System.Text;
using System.Xml;

namespace Thresher.Web.Sitemaps.Repair;

/// <summary>
/// Gives an XmlReader what a sitemap means where its markup is not well-formed: a bare <c>&amp;</c> stands for itself, names of HTML's
/// entities for their characters, undeclared prefixes get a namespace, tags left open are closed, tags of nothing are dropped. What
/// nobody can know is U+FFFD, so that its entry can be given up. A file that ends early ends early here too.
/// </summary>
internal sealed partial class RepairedXml(SitemapText text, bool skipsDocumentType) : TextReader
{
    private readonly char[] _buffer = new char[SitemapText.MostCharacters];
    private readonly StringBuilder _repaired = new();
    private readonly StringBuilder _token = new();
    private int _at;
    private int _end;
    private int _given;
    private int _line = 1;
    private bool _isOver;

    /// <summary>Faults met so far.</summary>
    public int Faults { get; private set; }

    /// <summary>The first of them, with its line.</summary>
    public string? FirstFault { get; private set; }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _repaired.Length && !_isOver)
        {
            _repaired.Clear();
            _given = 0;
            await RepairAsync();
        }

        var count = Math.Min(buffer.Length, _repaired.Length - _given);
        _repaired.CopyTo(_given, buffer.Span, count);
        _given += count;
        return count;
    }

    private async ValueTask RepairAsync()
    {
        if (await PeekAsync() is not { } next)
        {
            End();
        }
        else if (next == '<')
        {
            await MarkupAsync();
        }
        else
        {
            await CharactersAsync();
        }
    }

    // Text up to the next tag, or as much as has been read.
    private async ValueTask CharactersAsync()
    {
        while (_repaired.Length < _buffer.Length && await PeekAsync() is { } next && next != '<')
        {
            Take();
            if (next == '&')
            {
                await ReferenceAsync();
            }
            else
            {
                AppendText(next);
            }
        }
    }

    private async ValueTask ReferenceAsync()
    {
        _token.Clear();
        while (_token.Length < XmlReferences.Longest && await PeekAsync() is { } next && (char.IsAsciiLetterOrDigit(next) || next == '#'))
        {
            _token.Append(Take());
        }

        if (await PeekAsync() != ';')
        {
            AppendText('&');
            foreach (var c in _token.ToString())
            {
                AppendText(c);
            }

            return;
        }

        Take();
        var name = _token.ToString();
        if (XmlReferences.Resolve(name) is { } meant)
        {
            foreach (var c in meant)
            {
                AppendText(c);
            }
        }
        else
        {
            Note($"&{name}; stands for nothing");
            AppendText('\uFFFD');
        }
    }

    private void AppendText(char c)
    {
        if (_open.Count == 0 || _isRootClosed)
        {
            return;
        }

        _hasText |= !char.IsWhiteSpace(c);
        switch (c)
        {
            case '&':
                _repaired.Append("&amp;");
                break;
            case '<':
                _repaired.Append("&lt;");
                break;
            case '>':
                _repaired.Append("&gt;");
                break;
            case < ' ' when c is not ('\t' or '\n' or '\r'):
                Note($"the control character U+{(int)c:X4}");
                break;
            case '\uFFFE' or '\uFFFF':
                _repaired.Append('\uFFFD');
                break;
            default:
                _repaired.Append(c);
                break;
        }
    }

    private async ValueTask MarkupAsync()
    {
        Take();
        var next = await PeekAsync();
        switch (next)
        {
            case '?':
                await InstructionAsync();
                break;
            case '!':
                await DeclarationAsync();
                break;
            case '/':
                Take();
                if (await ReadTagAsync())
                {
                    Close(_token.ToString().Trim());
                }

                break;
            case null:
                _isOver = true;
                break;
            default:
                if (XmlConvert.IsStartNCNameChar(next.Value) || next == ':')
                {
                    if (await ReadTagAsync())
                    {
                        Open(_token.ToString());
                    }
                }
                else
                {
                    AppendText('<');
                }

                break;
        }
    }

    // Asked for every character: only a read is worth a state machine.
    private ValueTask<char?> PeekAsync() => _at < _end ? ValueTask.FromResult<char?>(_buffer[_at]) : PeekFurtherAsync();

    private async ValueTask<char?> PeekFurtherAsync()
    {
        if (!_isOver)
        {
            (_at, _end) = (0, await text.ReadAsync(_buffer));
        }

        return _at < _end ? _buffer[_at] : null;
    }

    private char Take()
    {
        _line += _buffer[_at] == '\n' ? 1 : 0;
        return _buffer[_at++];
    }

    private void Note(string fault)
    {
        Faults++;
        FirstFault ??= $"line {_line}: {fault}";
    }
}

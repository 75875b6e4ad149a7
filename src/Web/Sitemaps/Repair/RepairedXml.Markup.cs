using System.Xml;

namespace Thresher.Web.Sitemaps.Repair;

/// <content>Declarations, CDATA sections and where tags end.</content>
internal sealed partial class RepairedXml
{
    // The XML declaration holds no tag: one that begins in it was preceded by its end.
    private async ValueTask InstructionAsync()
    {
        _token.Clear();
        while (_token.Length < 4 && await PeekAsync() is not (null or '<' or '>'))
        {
            _token.Append(Take());
        }

        if (_token.ToString() != "?xml" || await PeekAsync() is not { } next || !char.IsWhiteSpace(next))
        {
            await SkipPastAsync("?>");
            return;
        }

        while (await PeekAsync() is { } c && c != '<' && Take() != '>')
        {
        }
    }

    private async ValueTask DeclarationAsync()
    {
        _token.Clear();
        while (_token.Length < 8 && await PeekAsync() is not (null or '>'))
        {
            _token.Append(Take());
            if (_token.Length == 3 && _token.ToString() == "!--")
            {
                await SkipPastAsync("-->");
                return;
            }
        }

        var kind = _token.ToString();
        if (kind == "![CDATA[")
        {
            await CdataAsync();
        }
        else if (kind.Equals("!DOCTYPE", StringComparison.OrdinalIgnoreCase) && !skipsDocumentType)
        {
            throw new XmlException("it carries a document type, which is refused");
        }
        else
        {
            var depth = 0;
            while (await PeekAsync() is { } next && !(Take() == '>' && depth <= 0))
            {
                depth += next == '[' ? 1 : next == ']' ? -1 : 0;
            }
        }
    }

    private async ValueTask CdataAsync()
    {
        var brackets = 0;
        while (await PeekAsync() is { } next)
        {
            Take();
            if (next == '>' && brackets >= 2)
            {
                for (; brackets > 2; brackets--)
                {
                    AppendText(']');
                }

                return;
            }

            if (next == ']')
            {
                brackets++;
                continue;
            }

            for (; brackets > 0; brackets--)
            {
                AppendText(']');
            }

            AppendText(next);
        }
    }

    // A tag up to its '>', which may stand in quotes; false when the file ends in it.
    private async ValueTask<bool> ReadTagAsync()
    {
        _token.Clear();
        var (quote, last) = ('\0', '\0');
        while (await PeekAsync() is { } next)
        {
            if (next == '>' && quote == '\0')
            {
                Take();
                return true;
            }

            // Another tag begins: this one was never ended.
            if (next == '<')
            {
                Note("a tag without its >");
                return true;
            }

            // A value begins behind an equals sign, with blanks between or not.
            quote = next == quote ? '\0' : quote == '\0' && next is '"' or '\'' && last == '=' ? next : quote;
            last = char.IsWhiteSpace(next) ? last : next;
            _token.Append(Take());
        }

        _isOver = true;
        return false;
    }

    private async ValueTask SkipPastAsync(string end)
    {
        var matched = 0;
        while (matched < end.Length && await PeekAsync() is not null)
        {
            var c = Take();
            matched = c == end[matched] ? matched + 1 : c == end[0] ? matched == end.Length - 1 ? matched : 1 : 0;
        }
    }
}

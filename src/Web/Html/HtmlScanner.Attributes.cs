using System.Buffers;

namespace Thresher.Web.Html;

/// <content>The inside of a tag (HTML standard, sections 13.2.5.32 to 13.2.5.40).</content>
internal ref partial struct HtmlScanner
{
    private static readonly SearchValues<char> UnquotedEnd = SearchValues.Create("\t\n\f\r >");

    /// <summary>
    /// Reads the current tag's next attribute, in the page's own spelling: references are not decoded.
    /// False when the tag has ended; see <see cref="IsComplete"/>.
    /// </summary>
    public bool ReadAttribute(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        name = value = default;
        var at = Position;
        var slash = false;
        while (at < _text.Length && (IsBlank(_text[at]) || _text[at] == '/'))
        {
            slash = _text[at++] == '/';
        }

        if (at >= _text.Length || _text[at] == '>')
        {
            EndTag(at, slash);
            return false;
        }

        // A name may begin with '=', but not hold one.
        var start = at++;
        while (at < _text.Length && !(EndsName(_text[at]) || _text[at] == '='))
        {
            at++;
        }

        if (at == _text.Length)
        {
            EndTag(at, false);
            return false;
        }

        name = _text[start..at];
        var equals = SkipBlanks(at);
        if (equals >= _text.Length || _text[equals] != '=')
        {
            Position = at;
            return true;
        }

        at = SkipBlanks(equals + 1);
        if (at >= _text.Length || _text[at] == '>')
        {
            Position = at;
            return true;
        }

        int length;
        var quote = _text[at];
        if (quote is '"' or '\'')
        {
            at++;
            length = _text[at..].IndexOf(quote);
            Position = at + length + 1;
        }
        else
        {
            length = _text[at..].IndexOfAny(UnquotedEnd);
            Position = at + length;
        }

        if (length < 0)
        {
            EndTag(_text.Length, false);
            return false;
        }

        value = _text.Slice(at, length);
        return true;
    }

    private void SkipAttributes()
    {
        do
        {
            // Without a quote before it, the first '>' ends the tag whatever the state.
            var rest = _text[Position..];
            var end = rest.IndexOfAny('>', '"', '\'');
            if (end < 0 || rest[end] == '>')
            {
                EndTag(end < 0 ? _text.Length : Position + end, false);
                return;
            }
        }
        while (ReadAttribute(out _, out _));
    }

    private void EndTag(int at, bool selfClosing)
    {
        IsComplete = at < _text.Length;
        IsSelfClosing = IsComplete && selfClosing;
        Position = Math.Min(at + 1, _text.Length);
        _inTag = false;
    }

    private readonly int SkipBlanks(int at)
    {
        while (at < _text.Length && IsBlank(_text[at]))
        {
            at++;
        }

        return at;
    }
}

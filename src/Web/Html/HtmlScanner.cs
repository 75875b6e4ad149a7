namespace Thresher.Web.Html;

/// <summary>
/// Walks the tags of an HTML text and skips everything else at memory speed, without allocating.
/// Follows the tokenizer of the HTML standard (section 13.2.5) as far as it decides where tags begin and
/// end; the reader of the tags tells it, as a tree builder would, when raw text follows.
/// Every character is visited once, so time is linear whatever the input, and nothing recurses.
/// </summary>
internal ref partial struct HtmlScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private bool _inTag;

    /// <summary>Index of the next character.</summary>
    public int Position { get; private set; }

    /// <summary>Index of the current tag's <c>&lt;</c>.</summary>
    public int TagStart { get; private set; }

    /// <summary>Name of the current tag, in the page's own case.</summary>
    public ReadOnlySpan<char> TagName { get; private set; }

    /// <summary>Whether the current tag is an end tag.</summary>
    public bool IsEndTag { get; private set; }

    /// <summary>Whether the current tag ended in <c>/&gt;</c>; known once <see cref="ReadAttribute"/> returned false.</summary>
    public bool IsSelfClosing { get; private set; }

    /// <summary>Whether the current tag ended at all: one cut off by the end of the text is not a tag. Known as above.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether to detect text that is not blank, which means reading every character.</summary>
    public bool WatchesText { get; set; }

    /// <summary>Whether text that is not blank was passed while <see cref="WatchesText"/>.</summary>
    public bool SawText { get; private set; }

    /// <summary>Receives the text between tags; null when it is not needed.</summary>
    public SimHash? Text { get; set; }

    /// <summary>Whether CDATA sections count: only inside SVG and MathML.</summary>
    public bool AllowsCdata { get; set; }

    /// <summary>Moves to the next tag; false at the end of the text.</summary>
    public bool Read()
    {
        if (_inTag)
        {
            SkipAttributes();
        }

        while (true)
        {
            var rest = _text[Position..];
            var open = rest.IndexOf('<');
            NoteText(open < 0 ? rest.Length : open);
            if (open < 0)
            {
                Position = _text.Length;
                return false;
            }

            Position += open;
            rest = rest[open..];
            var second = rest.Length > 1 ? rest[1] : '\0';
            if (char.IsAsciiLetter(second))
            {
                return OpenTag(1);
            }

            if (second == '/' && rest.Length > 2)
            {
                if (char.IsAsciiLetter(rest[2]))
                {
                    return OpenTag(2);
                }

                SkipPast(rest, 2, ">");
            }
            else if (second == '!')
            {
                SkipDeclaration(rest);
            }
            else if (second == '?')
            {
                SkipPast(rest, 2, ">");
            }
            else
            {
                SawText |= WatchesText;
                Position++;
            }
        }
    }

    /// <summary>
    /// Skips the raw text of an element up to its end tag, or to the end of the text, and returns it. Call it
    /// after the start tag's attributes were read.
    /// </summary>
    public ReadOnlySpan<char> ReadRawText(ReadOnlySpan<char> element)
    {
        var start = Position;
        var end = RawText.FindEndTag(_text, start, element);
        Position = end;
        return _text[start..end];
    }

    /// <summary>As <see cref="ReadRawText"/> for <c>script</c>, whose text may hold another script inside <c>&lt;!--</c>.</summary>
    public void SkipScript() => Position = RawText.FindScriptEnd(_text, Position);

    /// <summary>Leaves the rest of the text unread, as after <c>plaintext</c>.</summary>
    public void SkipToEnd() => Position = _text.Length;

    internal static bool IsBlank(char c) => c is ' ' or '\n' or '\t' or '\r' or '\f';

    /// <summary>Names are a few characters long: to search for their end with vectors takes longer, and is not compiled ahead.</summary>
    private static bool EndsName(char c) => c <= '>' && (c is '>' or '/' || IsBlank(c));

    private bool OpenTag(int nameStart)
    {
        var rest = _text[(Position + nameStart)..];
        var length = 1;
        while (length < rest.Length && !EndsName(rest[length]))
        {
            length++;
        }

        if (length == rest.Length)
        {
            Position = _text.Length;
            return false;
        }

        TagName = rest[..length];
        TagStart = Position;
        IsEndTag = nameStart == 2;
        IsSelfClosing = IsComplete = false;
        Position += nameStart + length;
        return _inTag = true;
    }

    private void SkipDeclaration(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("<!--"))
        {
            Position += RawText.CommentLength(rest);
        }
        else if (AllowsCdata && rest.StartsWith("<![CDATA["))
        {
            SkipPast(rest, 9, "]]>");
        }
        else
        {
            // A doctype ends at the first '>' too, even inside its quoted identifiers.
            SkipPast(rest, 2, ">");
        }
    }

    private void SkipPast(ReadOnlySpan<char> rest, int from, ReadOnlySpan<char> end)
    {
        var found = rest[from..].IndexOf(end);
        Position = found < 0 ? _text.Length : Position + from + found + end.Length;
    }

    private void NoteText(int length)
    {
        if (length > 0)
        {
            Text?.Add(_text, Position, Position + length);
        }

        if (WatchesText && !SawText)
        {
            SawText = _text.Slice(Position, length).ContainsAnyExcept("\t\n\f\r ");
        }
    }
}

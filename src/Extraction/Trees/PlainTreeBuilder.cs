using System.Text;
using Thresher.Extraction.Elements;
using Thresher.Web.Html;

namespace Thresher.Extraction.Trees;

/// <summary>
/// Builds the tree of a page in one walk over its tags, if the page is plain: no end tag closes what it did not open but for
/// those that may be left out, nothing stands in a table that does not belong there, no template, no MathML, of SVG only pictures. For such
/// pages the HTML standard's tree construction (section 13.2.6) needs no repair, which is its greater part. At the first
/// thing out of the plain it gives up, and the page is left to AngleSharp; so it never has to decide a doubtful case.
/// </summary>
internal ref partial struct PlainTreeBuilder
{
    private readonly ReadOnlySpan<char> _text;
    private readonly PlainTree _tree;
    private readonly int[] _open = new int[HtmlGuard.MaxDepth];
    private readonly int[] _last = new int[HtmlGuard.MaxDepth + 1];
    private readonly short[] _openByName = new short[ElementNames.Count];
    private HtmlScanner _scanner;
    private Phase _phase;
    private int _depth;
    private int _from;
    private bool _isStandard;
    private int _svg;

    private PlainTreeBuilder(PlainTree tree, ReadOnlySpan<char> text)
    {
        _tree = tree;
        _text = text;
        _scanner = new(text);
        _last[0] = -1;
    }

    /// <summary>Where the building stands; text and tags mean different things in each.</summary>
    private enum Phase
    {
        BeforeHtml,
        BeforeHead,
        InHead,
        AfterHead,
        InBody,
        AfterBody,
    }

    private readonly ElementName Current => _tree[_open[_depth - 1]].Name;

    /// <summary>The tree; null when the page is not plain.</summary>
    /// <param name="text">The page.</param>
    /// <param name="budget">What is read of the tree counts against it.</param>
    public static PlainTree? Build(ReadOnlyMemory<char> text, PageBudget? budget = null)
    {
        if (text.Length > HtmlGuard.MaxLength || text.Span.ContainsAny('\0', '\uFFFF'))
        {
            return null;
        }

        var tree = new PlainTree(text, budget ?? new PageBudget());
        if (new PlainTreeBuilder(tree, text.Span).TryBuild())
        {
            return tree;
        }

        tree.Dispose();
        return null;
    }

    private bool TryBuild()
    {
        while (true)
        {
            var isTag = _scanner.Read();
            if (!TryPassText(isTag ? _scanner.TagStart : _text.Length))
            {
                return false;
            }

            if (!isTag)
            {
                return TryEnd();
            }

            _from = -1;
            if (!(_scanner.IsEndTag ? TryClose() : TryOpen()))
            {
                return false;
            }

            _from = _from < 0 ? _scanner.Position : _from;
        }
    }

    private bool TryEnd()
    {
        if (_phase < Phase.InBody && !TryImplyBody())
        {
            return false;
        }

        while (_depth > 0)
        {
            Pop();
        }

        return true;
    }

    /// <summary>The text from the last tag to the next: comments, the document type, characters.</summary>
    private bool TryPassText(int to)
    {
        for (var look = _from; _text[look..to].IndexOf('<') is >= 0 and var open;)
        {
            look += open;
            var rest = _text[look..];
            if (rest.Length > 1 && !(char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!' or '?'))
            {
                look++;
                continue;
            }

            int length;
            if (rest.StartsWith("<!--") && rest[4..] is not (['>', ..] or ['-', '>', ..]))
            {
                length = RawText.CommentLength(rest);
                if (!rest[..length].EndsWith("-->"))
                {
                    return false;
                }
            }
            else if (_phase == Phase.BeforeHtml && rest.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase))
            {
                length = rest.IndexOf('>') + 1;
                _isStandard = rest[..length].Equals("<!doctype html>", StringComparison.OrdinalIgnoreCase);
            }
            else if (rest.StartsWith("<?"))
            {
                length = rest.IndexOf('>') + 1;
            }
            else
            {
                return false;
            }

            if (length == 0 || !TryPassCharacters(_from, look))
            {
                return false;
            }

            look += length;
            _from = look;
        }

        return TryPassCharacters(_from, to);
    }

    private bool TryPassCharacters(int from, int to)
    {
        if (from == to)
        {
            return true;
        }

        var text = _text[from..to];
        var blanks = text.IndexOfAnyExcept("\t\n\f\r ");
        blanks = blanks < 0 ? text.Length : blanks;
        if (_phase == Phase.InBody && !Is(Current, ElementTraits.TableFrame))
        {
            AddText(from, to);
            return true;
        }

        // Before there is a body, blanks at the start go elsewhere than what follows them; a reference may stand for a blank.
        if (blanks > 0 && _phase >= Phase.InHead)
        {
            AddText(from, from + blanks);
        }

        if (blanks == text.Length)
        {
            return true;
        }

        if (_phase >= Phase.InBody || text[blanks] == '&' || !TryImplyBody())
        {
            return false;
        }

        AddText(from + blanks, to);
        return true;
    }

    /// <summary>Writes what the page leaves out up to the body.</summary>
    private bool TryImplyBody()
    {
        if (_phase == Phase.BeforeHtml)
        {
            Push(ElementName.Html);
        }

        if (_phase <= Phase.BeforeHead)
        {
            Push(ElementName.Head);
            _phase = Phase.InHead;
        }

        if (_phase == Phase.InHead)
        {
            if (Current != ElementName.Head)
            {
                return false;
            }

            Pop();
        }

        Push(ElementName.Body);
        _phase = Phase.InBody;
        return true;
    }

    private readonly void AddText(int from, int to, bool isRaw = false)
    {
        if (to > from)
        {
            _tree.Add(new PlainText(from, to - from, isRaw));
        }
    }

    private void Push(ElementName name) => _ = TryPush(new FlatElement { Name = name, Tag = -1, IdStart = -1, ClassStart = -1 });

    private bool TryPush(FlatElement element)
    {
        if (_depth == _open.Length || _tree.Count == HtmlGuard.MaxElements)
        {
            return false;
        }

        element.Parent = _depth == 0 ? -1 : _open[_depth - 1];
        element.Previous = _last[_depth];
        element.TextFrom = _tree.TextCount;
        _last[_depth] = _open[_depth] = _tree.Add(element);
        _last[++_depth] = -1;
        if ((int)element.Name < _openByName.Length)
        {
            _openByName[(int)element.Name]++;
        }

        return true;
    }

    private void Pop()
    {
        ref var element = ref _tree[_open[--_depth]];
        element.Next = _tree.Count;
        element.TextTo = _tree.TextCount;
        if ((int)element.Name < _openByName.Length)
        {
            _openByName[(int)element.Name]--;
        }
    }

    private static bool Is(ElementName name, ElementTraits trait) => (ElementNames.TraitsOf(name) & trait) != 0;

    private readonly bool IsOpen(ElementName name) => (int)name >= _openByName.Length ? IsOpenUnknown(name) : _openByName[(int)name] > 0;

    private readonly bool IsOpenUnknown(ElementName name)
    {
        for (var i = 0; i < _depth; i++)
        {
            if (_tree[_open[i]].Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool TryName(out ElementName name)
    {
        var tag = _scanner.TagName;
        if (ElementNames.TryFind(tag, out name))
        {
            return !Is(name, ElementTraits.Unplain) || name == ElementName.Svg;
        }

        name = Ascii.IsValid(tag) ? _tree.Number(tag) : default;
        return name > 0 && (int)name < short.MaxValue;
    }
}

using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Trees;

/// <content>Start tags.</content>
internal ref partial struct PlainTreeBuilder
{
    private bool TryOpen()
    {
        if (!TryName(out var name))
        {
            return false;
        }

        var element = new FlatElement { Name = name, Tag = _scanner.TagStart, IdStart = -1, ClassStart = -1 };
        element.IsSvg = _svg > 0 || name == ElementName.Svg;
        while (_scanner.ReadAttribute(out var attribute, out var value))
        {
            if (element.IsSvg && !IsPlainSvgAttribute(attribute))
            {
                return false;
            }

            if (attribute.Length == 2 && element.IdStart < 0 && attribute.Equals("id", StringComparison.OrdinalIgnoreCase))
            {
                (element.IdStart, element.IdLength) = (PositionOf(value), value.Length);
            }
            else if (attribute.Length == 5 && element.ClassStart < 0 && attribute.Equals("class", StringComparison.OrdinalIgnoreCase))
            {
                (element.ClassStart, element.ClassLength) = (PositionOf(value), value.Length);
            }
            else
            {
                continue;
            }

            // To be compared as they stand.
            if (value.ContainsAny('&', '\r'))
            {
                return false;
            }
        }

        if (_svg > 0)
        {
            return _scanner.IsComplete && TryOpenInSvg(element);
        }

        return _scanner.IsComplete && TryReach(name) && (_phase == Phase.InBody ? TryOpenInBody(element) : TryOpenOutside(element));
    }

    /// <summary>Writes what the page leaves out before a start tag.</summary>
    private bool TryReach(ElementName name)
    {
        if (_phase == Phase.BeforeHtml && name != ElementName.Html)
        {
            Push(ElementName.Html);
            _phase = Phase.BeforeHead;
        }

        if (_phase == Phase.BeforeHead && name is not (ElementName.Html or ElementName.Head))
        {
            Push(ElementName.Head);
            _phase = Phase.InHead;
        }

        if (_phase == Phase.InHead && Current == ElementName.Head && !Is(name, ElementTraits.Head) && name is not (ElementName.Html or ElementName.Head))
        {
            Pop();
            _phase = Phase.AfterHead;
        }

        if (_phase == Phase.AfterHead && !Is(name, ElementTraits.Head) && name is not (ElementName.Html or ElementName.Head or ElementName.Body))
        {
            Push(ElementName.Body);
            _phase = Phase.InBody;
        }

        return _phase != Phase.AfterBody;
    }

    private bool TryOpenOutside(FlatElement element)
    {
        switch (_phase, element.Name)
        {
            case (Phase.BeforeHtml, ElementName.Html):
                _phase = Phase.BeforeHead;
                return TryPush(element);
            case (Phase.BeforeHead, ElementName.Head):
                _phase = Phase.InHead;
                return TryPush(element);
            case (Phase.AfterHead, ElementName.Body):
                _phase = Phase.InBody;
                return TryPush(element);
            case (Phase.InHead, _):
                return (Current == ElementName.Head ? Is(element.Name, ElementTraits.Head) : element.Name is ElementName.Link or ElementName.Meta or ElementName.Style)
                    && TryInsert(element);
            default:
                return false;
        }
    }

    private bool TryOpenInBody(FlatElement element)
    {
        var name = element.Name;
        if (IsOpen(ElementName.Select))
        {
            return name is ElementName.Option or ElementName.Optgroup && TryOpenInSelect(element);
        }

        if (Is(name, ElementTraits.TablePart))
        {
            return TryOpenInTable(element);
        }

        if (Is(Current, ElementTraits.TableFrame)
            || name is ElementName.Html or ElementName.Head or ElementName.Body
            || (name is ElementName.A or ElementName.Button or ElementName.Form && IsOpen(name))
            || (name == ElementName.Table && !_isStandard && IsOpen(ElementName.P)))
        {
            return false;
        }

        if ((name is ElementName.Li && !TryCloseItem(ElementName.Li, ElementName.Li))
            || (name is ElementName.Dd or ElementName.Dt && !TryCloseItem(ElementName.Dd, ElementName.Dt))
            || (Is(name, ElementTraits.EndsParagraph) && !TryCloseParagraph()))
        {
            return false;
        }

        if (name is ElementName.Option or ElementName.Optgroup && Current == ElementName.Option)
        {
            Pop();
        }

        if (name == ElementName.Svg)
        {
            return TryOpenInSvg(element);
        }

        return !(Is(name, ElementTraits.Heading) && Is(Current, ElementTraits.Heading)) && TryInsert(element);
    }

    private bool TryOpenInSelect(FlatElement element)
    {
        if (Current == ElementName.Option)
        {
            Pop();
        }

        if (element.Name == ElementName.Optgroup && Current == ElementName.Optgroup)
        {
            Pop();
        }

        return TryPush(element);
    }

    /// <summary>Puts an element where the walk stands, with the content that is not markup.</summary>
    private bool TryInsert(FlatElement element)
    {
        if (!TryPush(element))
        {
            return false;
        }

        var name = element.Name;
        if (Is(name, ElementTraits.Void))
        {
            Pop();
            return true;
        }

        var start = _scanner.Position;
        if (name is ElementName.Pre or ElementName.Textarea)
        {
            // A line end right behind the tag does not count.
            var rest = _text[start..];
            if (rest.StartsWith("&#"))
            {
                return false;
            }

            _from = start += rest.StartsWith("\r\n") ? 2 : rest.StartsWith("\n") || rest.StartsWith("\r") ? 1 : 0;
        }

        if (!Is(name, ElementTraits.Text | ElementTraits.Raw))
        {
            return true;
        }

        if (name == ElementName.Script)
        {
            _scanner.SkipScript();
        }
        else
        {
            _ = _scanner.ReadRawText(ElementNames.TextOf(name));
        }

        _from = _scanner.Position;
        AddText(start, _from, Is(name, ElementTraits.Raw));
        return _from < _text.Length;
    }

    private bool TryCloseParagraph()
    {
        for (var i = _depth - 1; IsOpen(ElementName.P) && i >= 0; i--)
        {
            var name = _tree[_open[i]].Name;
            if (name == ElementName.P)
            {
                return TryPopTo(i);
            }

            if (Is(name, ElementTraits.EndsParagraphSearch))
            {
                break;
            }
        }

        return true;
    }

    private bool TryCloseItem(ElementName either, ElementName or)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            var name = _tree[_open[i]].Name;
            if (name == either || name == or)
            {
                return TryPopTo(i);
            }

            if (Is(name, ElementTraits.EndsItemSearch))
            {
                break;
            }
        }

        return true;
    }

    /// <summary>Closes an element with what is open in it, which must be such as may be left open.</summary>
    private bool TryPopTo(int depth)
    {
        while (_depth > depth + 1)
        {
            if (!Is(Current, ElementTraits.ImpliedEnd))
            {
                return false;
            }

            Pop();
        }

        Pop();
        return true;
    }

    private readonly int PositionOf(ReadOnlySpan<char> value) => _text.Overlaps(value, out var at) ? at : 0;
}

using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Trees;

/// <content>End tags.</content>
internal ref partial struct PlainTreeBuilder
{
    private bool TryClose()
    {
        if (!TryName(out var name))
        {
            return false;
        }

        while (_scanner.ReadAttribute(out _, out _))
        {
        }

        if (!_scanner.IsComplete)
        {
            return false;
        }

        if (_svg > 0)
        {
            return TryCloseInSvg(name);
        }

        switch (_phase)
        {
            case Phase.InHead when Current == name:
                Pop();
                _phase = name == ElementName.Head ? Phase.AfterHead : Phase.InHead;
                return true;
            case Phase.InBody:
                return TryCloseInBody(name);
            case Phase.AfterBody:
                return name == ElementName.Html;
            default:
                return false;
        }
    }

    private bool TryCloseInBody(ElementName name)
    {
        if (name is ElementName.Body or ElementName.Html)
        {
            // What is open stays so, for blanks behind the end.
            _phase = Phase.AfterBody;
            return !IsOpen(ElementName.Table) && !IsOpen(ElementName.Select) && !IsOpen(ElementName.Object);
        }

        if (Current == name)
        {
            Pop();
            return true;
        }

        if (Is(name, ElementTraits.TablePart) || name == ElementName.Table)
        {
            return TryCloseInTable(name);
        }

        if (!IsOpen(name) && !IsOpen(ElementName.Select))
        {
            // An end tag without a beginning counts for nothing, but for those that stand for an element.
            if (name == ElementName.P && !Is(Current, ElementTraits.TableFrame))
            {
                Push(ElementName.P);
                Pop();
                return true;
            }

            return name is not (ElementName.P or ElementName.Br) && !(Is(name, ElementTraits.Heading) && IsHeadingOpen());
        }

        if (!Is(name, ElementTraits.Block | ElementTraits.Heading | ElementTraits.ImpliedEnd) && name != ElementName.Select)
        {
            return false;
        }

        PopImplied(except: name);
        if (Current != name)
        {
            return false;
        }

        Pop();
        return true;
    }

    private void PopImplied(ElementName? except = null)
    {
        while (Current != except && Is(Current, ElementTraits.ImpliedEnd))
        {
            Pop();
        }
    }

    private readonly bool IsHeadingOpen()
    {
        for (var heading = ElementName.H1; heading <= ElementName.H6; heading++)
        {
            if (IsOpen(heading))
            {
                return true;
            }
        }

        return false;
    }
}

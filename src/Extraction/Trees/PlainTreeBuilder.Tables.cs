using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Trees;

/// <content>Tables, whose parts may be left out at the beginning and at the end.</content>
internal ref partial struct PlainTreeBuilder
{
    private bool TryOpenInTable(FlatElement element)
    {
        var name = element.Name;
        while (true)
        {
            switch (Current)
            {
                case ElementName.Table when name is ElementName.Tr or ElementName.Td or ElementName.Th:
                    Push(ElementName.Tbody);
                    break;
                case ElementName.Table:
                    return name != ElementName.Col && TryPush(element);
                case ElementName.Tbody or ElementName.Thead or ElementName.Tfoot when name == ElementName.Tr:
                    return TryPush(element);
                case ElementName.Tbody or ElementName.Thead or ElementName.Tfoot when name is ElementName.Td or ElementName.Th:
                    Push(ElementName.Tr);
                    break;
                case ElementName.Tr when name is ElementName.Td or ElementName.Th:
                    return TryPush(element);
                case ElementName.Colgroup when name == ElementName.Col:
                    return TryInsert(element);
                case ElementName.Tbody or ElementName.Thead or ElementName.Tfoot or ElementName.Tr or ElementName.Colgroup or ElementName.Td or ElementName.Th:
                    Pop();
                    break;
                default:
                    PopImplied();
                    if (Current is not (ElementName.Td or ElementName.Th))
                    {
                        return false;
                    }

                    break;
            }
        }
    }

    private bool TryCloseInTable(ElementName name)
    {
        if (Is(name, ElementTraits.Void) || !IsOpen(name))
        {
            return false;
        }

        PopImplied();
        if (Current == name)
        {
            Pop();
            return true;
        }

        if (name is ElementName.Td or ElementName.Th or ElementName.Caption or ElementName.Colgroup)
        {
            return false;
        }

        // From the inside out, as far as the end tag reaches.
        if (Current is ElementName.Td or ElementName.Th)
        {
            Pop();
        }

        if (Current == ElementName.Tr && name != ElementName.Tr)
        {
            Pop();
        }

        if (name == ElementName.Table && Current is ElementName.Tbody or ElementName.Thead or ElementName.Tfoot or ElementName.Colgroup)
        {
            Pop();
        }

        if (Current != name)
        {
            return false;
        }

        Pop();
        return true;
    }
}

using AngleSharp.Dom;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Trees;

/// <summary>What one tree may cost while it is built. Each element's depth is measured when the next is made, for only then has it its place.</summary>
internal sealed class TreeBudget(TimeProvider time)
{
    private const int CheckEvery = 1024;

    private readonly long _start = time.GetTimestamp();
    private Element? _last;
    private int _elements;
    private int _tooDeep;
    private bool _isClosed;

    /// <summary>The deepest level of an element so far; the root's is 1.</summary>
    public int Deepest { get; private set; }

    /// <summary>Counts an element that has no place yet.</summary>
    /// <exception cref="PageLimitException">The page is not to be built.</exception>
    public void Count(Element element)
    {
        if (_isClosed)
        {
            return;
        }

        Measure();
        _last = element;
        if (++_elements > HtmlGuard.MaxNodes)
        {
            throw new PageLimitException($"the page has more than {HtmlGuard.MaxNodes} elements");
        }

        if (_elements % CheckEvery == 0)
        {
            CheckTime();
        }
    }

    /// <summary>Looks at the clock.</summary>
    /// <exception cref="PageLimitException">The time is up.</exception>
    public void CheckTime()
    {
        if (time.GetElapsedTime(_start) > HtmlGuard.MaxTime)
        {
            throw new PageLimitException($"the page's tree takes longer than {HtmlGuard.MaxTime.TotalSeconds} s to build");
        }
    }

    /// <summary>Ends the counting: what is made of the tree later is its user's.</summary>
    public void Close()
    {
        Measure();
        (_isClosed, _last) = (true, null);
    }

    private void Measure()
    {
        var level = 0;
        for (INode? node = _last; node is IElement; node = node.Parent)
        {
            level++;
        }

        Deepest = Math.Max(Deepest, level);
        if (level >= HtmlGuard.MaxDepth && ++_tooDeep > HtmlGuard.MaxTooDeep)
        {
            throw new PageLimitException($"the page nests elements deeper than {HtmlGuard.MaxDepth}");
        }
    }
}

/// <summary>A page's tree would cost too much; the message says why.</summary>
internal sealed class TreeRefusedException(string message) : Exception(message);

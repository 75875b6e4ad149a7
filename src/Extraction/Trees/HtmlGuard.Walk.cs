using System.IO.Hashing;
using System.Runtime.InteropServices;
using Thresher.Web.Html;

namespace Thresher.Extraction.Trees;

/// <content>The walk over a page's tags, with what a tree builder would have open.</content>
internal static partial class HtmlGuard
{
    private sealed class Walk
    {
        private readonly List<string> _open = [];
        private readonly Dictionary<(string Name, ulong Attributes), int> _formatting = [];
        private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
        private int _active;
        private long _elements;

        public int Deepest { get; private set; }

        public string? Through(ReadOnlySpan<char> text)
        {
            var scanner = new HtmlScanner(text);
            while (scanner.Read())
            {
                var name = NameOf(scanner.TagName);
                if (scanner.IsEndTag)
                {
                    End(name);
                    continue;
                }

                var from = scanner.Position;
                while (scanner.ReadAttribute(out _, out _))
                {
                }

                var attributes = text[from..scanner.Position];
                Start(name, attributes, scanner.IsSelfClosing);
                if (name == "script" && !HasOpen("svg", "math", "svg?", "math?"))
                {
                    scanner.SkipScript();
                }
                else if (Raw.Contains(name) && !HasOpen("svg", "math", "svg?", "math?", "select"))
                {
                    _ = scanner.ReadRawText(name);
                    _open.RemoveAt(_open.Count - 1);
                }

                Deepest = Math.Max(Deepest, _open.Count + _active);
                if (Deepest > MaxDepth)
                {
                    return $"the page nests elements deeper than {MaxDepth}";
                }

                _elements += 1 + _active;
                if (_elements > MaxElements)
                {
                    return $"the page has more than {MaxElements} elements";
                }
            }

            return null;
        }

        private string NameOf(ReadOnlySpan<char> tag)
        {
            var known = _names.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!known.TryGetValue(tag, out var name))
            {
                name = tag.ToString().ToLowerInvariant();
                if (_names.Count < 1024)
                {
                    _names[name] = name;
                }
            }

            return name;
        }

        private void Start(string name, ReadOnlySpan<char> attributes, bool isSelfClosing)
        {
            // Whether the builder is still in foreign content is no longer certain after such a tag.
            var leaves = _open.Count > 0 && (TagNames.BreaksOut(name) || name == "font" || IsIntegrationPoint(_open[^1]));
            for (var i = 0; leaves && i < _open.Count; i++)
            {
                _open[i] = _open[i] is "svg" ? "svg?" : _open[i] is "math" ? "math?" : _open[i];
            }

            if (Formatting.Contains(name))
            {
                // Three alike are kept open at most (the standard's "Noah's Ark clause"); an a closes the one before.
                var single = name is "a" or "nobr";
                ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    _formatting, (name, single ? 0 : XxHash64.HashToUInt64(MemoryMarshal.AsBytes(attributes))), out _);
                if (alike < (single ? 1 : 3))
                {
                    alike++;
                    _active++;
                }
            }
            else if (name == "script" ? HasOpen("svg", "math", "svg?", "math?") : !Void.Contains(name) && !EndOptional.Contains(name))
            {
                if (!(isSelfClosing && (name is "svg" or "math" || HasOpen("svg", "math")) && !Raw.Contains(name)))
                {
                    _open.Add(name);
                }
            }
        }

        private void End(string name)
        {
            if (Formatting.Contains(name))
            {
                foreach (var key in _formatting.Keys)
                {
                    if (key.Name == name)
                    {
                        _active--;
                        if (--CollectionsMarshal.GetValueRefOrNullRef(_formatting, key) == 0)
                        {
                            _formatting.Remove(key);
                        }

                        return;
                    }
                }

                return;
            }

            var isBlock = Blocks.Contains(name);
            for (var i = _open.Count - 1; i >= 0; i--)
            {
                if (_open[i] == name)
                {
                    if (name is "form" or "select")
                    {
                        _open.RemoveAt(i);
                    }
                    else
                    {
                        _open.RemoveRange(i, _open.Count - i);
                    }

                    return;
                }

                if (name is not ("form" or "select" or "table" or "template") && (Fences.Contains(_open[i]) || (!isBlock && Special.Contains(_open[i]))))
                {
                    return;
                }
            }
        }

        private bool HasOpen(params ReadOnlySpan<string> names)
        {
            for (var i = _open.Count - 1; i >= 0; i--)
            {
                if (names.Contains(_open[i]))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool IsIntegrationPoint(string name) =>
            name is "foreignobject" or "desc" or "title" or "mi" or "mo" or "mn" or "ms" or "mtext" or "annotation-xml";
    }
}

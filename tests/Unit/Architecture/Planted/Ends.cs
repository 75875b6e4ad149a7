#pragma warning disable IDE0130
namespace Thresher.Tests.Unit.Architecture.Planted.Left
{
    /// <summary>One end of a cycle that the test must find.</summary>
    internal sealed class LeftEnd(Right.RightEnd? other)
    {
        public bool IsAlone => other is null;
    }
}

namespace Thresher.Tests.Unit.Architecture.Planted.Right
{
    /// <summary>The other end.</summary>
    internal sealed class RightEnd(Left.LeftEnd other)
    {
        public bool IsAlone => other.IsAlone;
    }
}

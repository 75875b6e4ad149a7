using Thresher.Grains.Rendering;
using Thresher.Storage.Shapes;

namespace Thresher.Tests.Unit.Grains.Rendering;

/// <summary>What is done with pages of a shape, from what was found of it.</summary>
public sealed class ShapeRulesTests
{
    [Theory]
    [InlineData(0, 0, 1, "Look")]
    [InlineData(2, 2, 1, "Look")]
    [InlineData(3, 3, 1, "Render")]
    [InlineData(10, 5, 1, "Render")]
    [InlineData(10, 4, 1, "Look")]
    [InlineData(3, 0, 1, "Plain")]
    [InlineData(3, 0, 20, "Look")]
    public void Wish_FollowsFromTheEvidence(int compared, int differed, ulong draw, string wish) =>
        Assert.Equal(wish, ShapeRules.Of(new ShapeEvidence("/", compared, differed), draw).ToString());

    [Fact]
    public void Wish_OfAnUnknownShape_IsToLook() => Assert.Equal(ShapeWish.Look, ShapeRules.Of(null, 1));
}

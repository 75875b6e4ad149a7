namespace Thresher.Tests.Unit;

public sealed class SkeletonTests
{
    [Fact]
    public void Solution_Builds() => Assert.True(true);
}

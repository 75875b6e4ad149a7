using Thresher.Silo.Http;

namespace Thresher.Tests.Unit.Silo;

public sealed class HostGateTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("", false)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("10.0.0.1", false)]
    public void IsLocal_Host_IsLoopbackByName(string host, bool expected) => Assert.Equal(expected, HostGate.IsLocal(host));
}

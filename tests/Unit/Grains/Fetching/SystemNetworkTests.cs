using System.Net;
using System.Net.Sockets;
using Thresher.Grains.Fetching;
using Thresher.Grains.Resolving;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class SystemNetworkTests
{
    private const int Tcp = 6;
    private const int UserTimeout = 18;

    [Theory]
    [InlineData(3000)]
    [InlineData(null)]
    public async Task Connect_LimitOfUnacknowledgedData_IsTheSockets(int? milliseconds)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux' option");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var network = new SystemNetwork(new NameResolver(new MachineNames([], TimeProvider.System), TimeProvider.System), milliseconds is { } limit ? TimeSpan.FromMilliseconds(limit) : null);

        await using var stream = (NetworkStream)await network.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);

        var value = new byte[sizeof(int)];
        stream.Socket.GetRawSocketOption(Tcp, UserTimeout, value);
        Assert.Equal(milliseconds ?? 0, BitConverter.ToInt32(value));
    }
}

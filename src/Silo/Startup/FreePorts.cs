using System.Net;
using System.Net.Sockets;

namespace Thresher.Silo.Startup;

/// <summary>Detects a port that is in use before the silo joins the cluster, when it does no harm.</summary>
internal static class FreePorts
{
    /// <summary>Checks the ports for silos and consoles.</summary>
    /// <exception cref="SiloStartException">One is taken.</exception>
    public static void Check(IPEndPoint silo, IPEndPoint gateway)
    {
        Check(silo, "--silo-port");
        Check(gateway, "--gateway-port");
    }

    /// <summary>The message for a port that cannot be used.</summary>
    public static SiloStartException Taken(IPEndPoint endpoint, string option, Exception failure) => new(
        failure.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressNotAvailable }
            ? $"{endpoint.Address} is not an address of this machine: name one of its own with {(option == "--http-port" ? "--http-bind" : "--advertise")}"
            : $"{endpoint} cannot be listened on ({failure.GetBaseException().Message}): end the program that has it, or choose another {option}");

    private static void Check(IPEndPoint endpoint, string option)
    {
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endpoint);
            socket.Listen(1);
        }
        catch (SocketException failure)
        {
            throw Taken(endpoint, option, failure);
        }
    }
}

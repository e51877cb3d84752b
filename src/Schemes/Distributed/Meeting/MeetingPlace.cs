using System.Net;
using System.Net.Sockets;

namespace Schemes.Distributed.Meeting;

/// <summary>Means by which the ranks of a run find rank 0, which listens for them.</summary>
internal abstract class MeetingPlace
{
    /// <summary>Starts to listen; only rank 0 does.</summary>
    /// <exception cref="IOException">The place is in use.</exception>
    public abstract MeetingServer Listen(int worldSize);

    /// <summary>Addresses at which rank 0 may listen, with the key of the run; empty as long as none is known.</summary>
    public abstract IEnumerable<(IPEndPoint Address, string Key)> Addresses();

    /// <summary>Removes what <see cref="Listen"/> has left; only rank 0 does.</summary>
    public virtual void Clear()
    {
    }

    protected static TcpListener? TryListen(IPAddress? address, int port)
    {
        TcpListener listener = address is null ? TcpListener.Create(port) : new TcpListener(address, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            listener.Dispose();
            return null;
        }
    }
}

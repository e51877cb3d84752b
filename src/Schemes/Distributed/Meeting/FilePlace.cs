using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Schemes.Distributed.Meeting;

/// <summary>File in which rank 0 writes the key of the run, then the addresses at which it listens, one a line.</summary>
internal sealed class FilePlace(string path) : MeetingPlace
{
    private bool _written;

    public override MeetingServer Listen(int worldSize)
    {
        TcpListener listener = TryListen(null, 0) ?? throw new IOException("no port is free");
        string key = Guid.NewGuid().ToString();
        MeetingServer server = new(listener, key, worldSize);
        string aside = $"{path}.{key}";
        try
        {
            File.WriteAllLines(aside, [key, .. OwnAddresses().Select(address => new IPEndPoint(address, server.Port).ToString())]);
            File.Move(aside, path);
            _written = true;
            return server;
        }
        catch (IOException exception)
        {
            server.Dispose();
            File.Delete(aside);
            throw !File.Exists(path)
                ? exception
                : new IOException($"{path} exists: another group meets there, or a run that died has left it; remove it, or choose another file");
        }
    }

    public override IEnumerable<(IPEndPoint Address, string Key)> Addresses()
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (FileNotFoundException)
        {
            yield break;
        }

        foreach (string line in lines.Skip(1))
        {
            if (IPEndPoint.TryParse(line, out IPEndPoint? address))
                yield return (address, lines[0]);
        }
    }

    public override void Clear()
    {
        if (_written)
            File.Delete(path);
    }

    public override string ToString() => path;

    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus != OperationalStatus.Down)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address))
        .Prepend(IPAddress.Loopback);
}

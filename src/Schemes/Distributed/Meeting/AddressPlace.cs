using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Schemes.Distributed.Meeting;

/// <summary>Host and port of rank 0; of several ports, the first free one.</summary>
internal sealed class AddressPlace(string host, IReadOnlyList<int> ports, string key) : MeetingPlace
{
    /// <summary>Number of ports that are tried after the one at which torchrun itself listens.</summary>
    private const int PortsBesideAgent = 16;

    private int _port;

    /// <summary>
    /// Reads the place from torchrun's variables. Where torchrun's own store listens at MASTER_PORT
    /// (TORCHELASTIC_USE_AGENT_STORE), the ranks meet at the first free one of the 16 ports after it.
    /// </summary>
    /// <param name="variable">Value of an environment variable, or null.</param>
    /// <exception cref="FormatException">A variable is missing or has a value that is not allowed.</exception>
    public static AddressPlace FromVariables(Func<string, string?> variable)
    {
        string host = RankVariables.Text(variable, "MASTER_ADDR");
        int port = RankVariables.Number(variable, "MASTER_PORT", 1, ushort.MaxValue);
        bool agent = string.Equals(variable("TORCHELASTIC_USE_AGENT_STORE"), "True", StringComparison.OrdinalIgnoreCase);
        IEnumerable<int> ports = agent
            ? Enumerable.Range(port + 1, PortsBesideAgent).Select(next => next <= ushort.MaxValue ? next : next - PortsBesideAgent - 1)
            : [port];
        string key = string.Create(
            CultureInfo.InvariantCulture, $"{port}/{variable("TORCHELASTIC_RUN_ID")}/{variable("TORCHELASTIC_RESTART_COUNT")}");
        return new AddressPlace(host, [.. ports], key);
    }

    public override MeetingServer Listen(int worldSize)
    {
        IPAddress[] addresses = Dns.GetHostAddresses(host);

        // Ranks on one machine need not be reachable from others.
        IPAddress? only = addresses.All(IPAddress.IsLoopback) ? addresses.FirstOrDefault() : null;
        foreach (int port in ports)
        {
            if (TryListen(only, port) is not { } listener)
                continue;
            _port = port;
            return new MeetingServer(listener, key, worldSize);
        }

        throw new IOException($"{this} is in use: another program, or a run that has not ended, listens there; choose another port");
    }

    public override IEnumerable<(IPEndPoint Address, string Key)> Addresses()
    {
        IEnumerable<IPAddress> addresses = Dns.GetHostAddresses(host);

        // Rank 0 may not reach itself by the name that others know, behind address translation for example.
        if (_port != 0)
            addresses = addresses.Append(IPAddress.Loopback);
        return addresses.SelectMany(address => (_port != 0 ? [_port] : ports).Select(port => (new IPEndPoint(address, port), key)));
    }

    public override string ToString() => ports.Count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{host}:{ports[0]}")
        : string.Create(CultureInfo.InvariantCulture, $"{host}, each of the ports {ports.Min()} to {ports.Max()},");
}
